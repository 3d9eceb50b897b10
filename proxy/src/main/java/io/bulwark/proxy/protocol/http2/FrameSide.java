package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.Outlet;
import io.bulwark.proxy.protocol.http.Since;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/** The frames of one direction: checked one by one, given to the messages that they belong to, and let through whole or not at all. */
final class FrameSide {
    /*
     * A frame stays in its lane until its last byte has come; then it is cleared, dropped, or dropped with another one put in its
     * place. So whatever is put into the lane stands between two frames. A header block stays until its last frame.
     *
     * The bytes that leave are the bytes that came, header blocks included, because both sides of the proxy have seen the same blocks
     * and so have the same HPACK tables. That ends when a block is dropped: from then on the blocks of this direction are written anew
     * without the table, which cannot get out of step.
     */
    private static final int WORD = 4;
    private static final int PRIORITY_BYTES = 5;

    private final Connection connection;
    private final Direction direction;
    private final Messages messages;
    private final HeaderBlock block;
    private final Outlet outlet;
    private final FrameReader frames;
    private final FrameRules rules;
    private final Layout layout = new Layout();
    private final SettingsFrame settings = new SettingsFrame();
    private final byte[] word = new byte[WORD];
    private final Floods floods;
    private final Since slowHead;
    private final Since slowFrame;
    private int wordLength;
    private long tickedNanos;
    private int lastGoAway = Integer.MAX_VALUE;
    private boolean dataWanted;
    private @Nullable Ruling unknownFrames;

    FrameSide(Connection connection, Direction direction, Messages messages, HeaderBlock block) {
        this.connection = connection;
        this.direction = direction;
        this.messages = messages;
        this.block = block;
        outlet = connection.outlet(direction);
        frames = new FrameReader(direction == Direction.TO_SERVER);
        rules = new FrameRules(direction);
        floods = connection.floods(direction);
        slowHead = new Since(connection.limits().headTimeout());
        slowFrame = new Since(connection.limits().bodyTimeout());
        tickedNanos = connection.setting().ticker().read();
    }

    void read(ByteView view) {
        frames.open(view);
        while (!connection.over()) {
            switch (frames.next()) {
                case MORE -> {
                    pieceEnd();
                    return;
                }
                case NO_PREFACE -> fail(Http2Anomaly.NO_PREFACE);
                case HEADER -> check(begin());
                case PAYLOAD -> check(payload(frames.payload()));
                case END -> {
                    slowFrame.stop();
                    end();
                }
            }
        }
    }

    private void check(@Nullable Http2Anomaly wrong) {
        if (wrong != null) {
            fail(wrong);
        }
    }

    private void fail(Http2Anomaly anomaly) {
        connection.fail(anomaly, direction, frames.start());
    }

    private void pieceEnd() {
        if (!frames.between()) {
            slowFrame.restart(connection.setting().ticker().read());
        }
        if (block.isOpen()) {
            slowHead.start(connection.setting().ticker().read());
        }
    }

    private @Nullable Http2Anomaly begin() {
        var wrong = rules.check(frames, block.isOpen() ? block.stream() : 0);
        if (wrong != null) {
            return wrong;
        }
        wordLength = 0;
        return switch (frames.type()) {
            case FrameType.DATA -> beginData();
            case FrameType.HEADERS -> beginBlock(frames.has(FrameType.WITH_PRIORITY) ? PRIORITY_BYTES : 0);
            case FrameType.PUSH_PROMISE -> beginBlock(WORD);
            case FrameType.CONTINUATION -> {
                layout.begin(frames.length(), false, 0);
                yield block.goOn(frames.length());
            }
            case FrameType.SETTINGS -> {
                settings.begin();
                yield null;
            }
            default -> null;
        };
    }

    private @Nullable Http2Anomaly beginData() {
        layout.begin(frames.length(), frames.has(FrameType.PADDED), 0);
        if (layout.tooShort()) {
            return Http2Anomaly.INVALID_PADDING;
        }
        if (connection.isIdle(frames.stream())) {
            return Http2Anomaly.IDLE_STREAM;
        }
        dataWanted = switch (messages.dataBegin(frames.stream(), frames.start())) {
            case FORWARD -> true;
            case DROP, OVER -> false;
        };
        return null;
    }

    private @Nullable Http2Anomaly beginBlock(int prefix) {
        layout.begin(frames.length(), frames.has(FrameType.PADDED), prefix);
        if (layout.tooShort()) {
            return Http2Anomaly.INVALID_PADDING;
        }
        return block.begin(frames);
    }

    private @Nullable Http2Anomaly payload(ByteView piece) {
        return switch (frames.type()) {
            case FrameType.DATA -> {
                var wrong = layout.read(piece);
                if (dataWanted && layout.content().length() > 0) {
                    messages.data(layout.content());
                }
                yield wrong;
            }
            case FrameType.HEADERS, FrameType.PUSH_PROMISE, FrameType.CONTINUATION -> {
                var wrong = layout.read(piece);
                var fault = block.read(layout.content());
                yield fault == null ? wrong : fault;
            }
            case FrameType.SETTINGS -> settings.read(piece) ? null : Http2Anomaly.SETTINGS_FLOOD;
            default -> {
                var count = Math.min(WORD - wordLength, piece.length());
                piece.copyTo(0, word, wordLength, count);
                wordLength += count;
                yield null;
            }
        };
    }

    private void end() {
        switch (frames.type()) {
            case FrameType.DATA -> endData();
            case FrameType.HEADERS, FrameType.PUSH_PROMISE, FrameType.CONTINUATION -> endBlockFrame();
            case FrameType.SETTINGS -> endSettings();
            case FrameType.PING -> endPing();
            case FrameType.PRIORITY -> forwardUnless(floods.priority(), Http2Anomaly.PRIORITY_CHURN);
            case FrameType.PRIORITY_UPDATE -> forwardUnless(floods.priority(), Http2Anomaly.PRIORITY_CHURN);
            case FrameType.RST_STREAM -> endReset();
            case FrameType.WINDOW_UPDATE -> endWindowUpdate();
            case FrameType.GOAWAY -> endGoAway();
            default -> endUnknown();
        }
    }

    private void endData() {
        var empty = layout.contentLength() == 0 && !frames.has(FrameType.END_STREAM);
        if (empty && floods.emptyFrame()) {
            fail(Http2Anomaly.EMPTY_FRAME_FLOOD);
            return;
        }
        var fate =
                dataWanted ? messages.dataEnd(frames.has(FrameType.END_STREAM), frames.length()) : Messages.Fate.DROP;
        switch (fate) {
            case FORWARD -> outlet.clearTo(frames.offset());
            case DROP -> {
                drop();
                connection.credit(direction, frames.length());
            }
            case OVER -> {}
        }
    }

    private void drop() {
        outlet.discardTo(frames.offset());
        connection.markTouched();
    }

    private void endBlockFrame() {
        if (frames.type() != FrameType.CONTINUATION) {
            block.prefix(layout, frames.type() == FrameType.PUSH_PROMISE);
        }
        if (layout.contentLength() == 0 && !frames.has(FrameType.END_HEADERS) && floods.emptyFrame()) {
            fail(Http2Anomaly.EMPTY_FRAME_FLOOD);
            return;
        }
        if (!frames.has(FrameType.END_HEADERS)) {
            return;
        }
        slowHead.stop();
        if (!block.end()) {
            fail(Http2Anomaly.HPACK);
            return;
        }
        switch (block.isPromise() ? messages.promise() : messages.head()) {
            case FORWARD -> forwardBlock();
            case DROP -> {
                connection.table(direction).leave();
                drop();
            }
            case OVER -> {}
        }
    }

    private void forwardBlock() {
        if (connection.table(direction).isLeft()) {
            drop();
            outlet.insert(block.rewritten());
        } else {
            outlet.clearTo(frames.offset());
        }
    }

    private void endSettings() {
        if (frames.has(FrameType.ACK)) {
            outlet.clearTo(frames.offset());
            return;
        }
        if (floods.settings()) {
            fail(Http2Anomaly.SETTINGS_FLOOD);
            return;
        }
        var maxStreams = connection.limits().maxStreams();
        var wrong = settings.end(maxStreams);
        if (wrong != null) {
            fail(wrong);
            return;
        }
        if (direction == Direction.TO_CLIENT && rules.firstSettings()) {
            settings.limitStreams(maxStreams);
        }
        if (settings.changed()) {
            outlet.discardTo(frames.offset());
            outlet.insert(settings.frame());
        } else {
            outlet.clearTo(frames.offset());
        }
        takeSettings();
    }

    private void takeSettings() {
        if (rules.firstSettings()) {
            connection.voice(direction).open();
        }
        if (settings.tableSize() >= 0) {
            connection.table(direction.opposite()).allow(settings.tableSize());
        }
        if (direction == Direction.TO_SERVER && settings.initialWindow() >= 0) {
            connection.setClientStreamWindow(settings.initialWindow());
        }
        rules.settingsSeen();
    }

    private void forwardUnless(boolean flood, Http2Anomaly anomaly) {
        if (flood) {
            fail(anomaly);
        } else {
            outlet.clearTo(frames.offset());
        }
    }

    private void endPing() {
        var answer = frames.has(FrameType.ACK);
        if (answer) {
            connection.floods(direction.opposite()).pingAnswered();
        }
        forwardUnless(!answer && floods.ping(), Http2Anomaly.PING_FLOOD);
    }

    private void endReset() {
        var id = frames.stream();
        if (connection.isIdle(id)) {
            fail(Http2Anomaly.IDLE_STREAM);
            return;
        }
        if (floods.reset()) {
            fail(Http2Anomaly.RAPID_RESET);
            return;
        }
        forwardIfKnown();
        var stream = connection.streams().get(id);
        if (stream != null) {
            connection.streams().drop(stream);
        }
    }

    private void forwardIfKnown() {
        if (connection.isKnown(frames.stream(), direction)) {
            outlet.clearTo(frames.offset());
        } else {
            drop();
        }
    }

    private void endWindowUpdate() {
        var increment = word() & Integer.MAX_VALUE;
        if (increment == 0) {
            fail(Http2Anomaly.INVALID_WINDOW);
            return;
        }
        var id = frames.stream();
        if (id == 0) {
            outlet.clearTo(frames.offset());
            if (direction == Direction.TO_SERVER) {
                connection.widenClientWindow(increment);
            }
            return;
        }
        if (connection.isIdle(id)) {
            fail(Http2Anomaly.IDLE_STREAM);
            return;
        }
        forwardIfKnown();
        var stream = connection.streams().get(id);
        if (stream != null && direction == Direction.TO_SERVER) {
            stream.widenClientWindow(increment);
        }
    }

    private int word() {
        return (word[0] & 0xFF) << 24 | (word[1] & 0xFF) << 16 | (word[2] & 0xFF) << 8 | (word[3] & 0xFF);
    }

    private void endGoAway() {
        var last = word() & Integer.MAX_VALUE;
        if (last > lastGoAway) {
            fail(Http2Anomaly.INVALID_STREAM_ID);
            return;
        }
        lastGoAway = last;
        outlet.clearTo(frames.offset());
        if (frames.length() > 2 * WORD) {
            connection.setting().passage().countUninspected(Uninspected.HTTP2_FRAME, frames.length() - 2 * WORD);
        }
    }

    /** RFC 9113 section 5.5 lets a receiver ignore it; whether it passes unread, the failure table says, once a connection. */
    private void endUnknown() {
        if (unknownFrames == null) {
            unknownFrames =
                    connection.trouble(Trouble.UNREADABLE, Uninspected.HTTP2_FRAME.id(), direction, frames.start());
        }
        if (unknownFrames instanceof Ruling.Forward) {
            connection.setting().passage().countUninspected(Uninspected.HTTP2_FRAME, Frames.HEADER + frames.length());
            outlet.clearTo(frames.offset());
        } else {
            drop();
        }
    }

    /** The sender has closed. */
    void ended() {
        if (!frames.between() || block.isOpen()) {
            fail(Http2Anomaly.TRUNCATED);
        }
    }

    /** Time in which we did not read the sender is not the sender's. */
    void tick(long nowNanos) {
        if (!connection.setting().reads(direction)) {
            slowHead.forgive(nowNanos - tickedNanos, nowNanos);
            slowFrame.forgive(nowNanos - tickedNanos, nowNanos);
        }
        tickedNanos = nowNanos;
        if (slowHead.exceeded(nowNanos)) {
            fail(Http2Anomaly.SLOW_HEAD);
        } else if (slowFrame.exceeded(nowNanos)) {
            fail(Http2Anomaly.SLOW_FRAME);
        }
    }

    boolean idle() {
        return frames.between() && !block.isOpen();
    }
}
