package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.HttpOperation;
import io.bulwark.proxy.protocol.http.Outlet;
import io.bulwark.proxy.protocol.http.Status;
import io.bulwark.proxy.stream.Direction;

/** What both directions of one connection share: its lanes, its streams, and what Bulwark itself says on it. */
final class Connection {
    /** So many times the limit on streams may be open at once if the failure table lets clients go beyond it. */
    static final int BEYOND_LIMIT = 4;

    private static final Operation CONNECTION = TextOperation.of(Http2Protocol.NAME, "CONNECTION", "");
    private static final int DEFAULT_WINDOW = 65_535;

    private final Setting setting;
    private final Passage passage;
    private final Outlet toServer;
    private final Outlet toClient;
    private final Voice serverVoice;
    private final Voice clientVoice;
    private final SharedTable requestTable = new SharedTable();
    private final SharedTable responseTable = new SharedTable();
    private final Streams streams;
    private final Floods ofClient;
    private final Floods ofServer;
    private boolean touched;
    private boolean draining;
    private boolean over;
    private int lastFromClient;
    private int lastPromised;
    private int lastSeenByServer;
    private long clientWindow = DEFAULT_WINDOW;
    private long clientStreamWindow = DEFAULT_WINDOW;

    Connection(Setting setting) {
        this.setting = setting;
        passage = setting.passage();
        toServer = new Outlet(passage, Direction.TO_SERVER);
        toClient = new Outlet(passage, Direction.TO_CLIENT);
        clientVoice = new Voice(toServer);
        serverVoice = new Voice(toClient);
        streams = new Streams(setting);
        ofClient = new Floods(setting.ticker());
        ofServer = new Floods(setting.ticker());
    }

    Setting setting() {
        return setting;
    }

    Limits limits() {
        return setting.limits();
    }

    Streams streams() {
        return streams;
    }

    /** What the sender in this direction may not do too often. */
    Floods floods(Direction direction) {
        return direction == Direction.TO_SERVER ? ofClient : ofServer;
    }

    Outlet outlet(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    void flush() {
        toServer.flush();
        toClient.flush();
    }

    boolean over() {
        return over;
    }

    /** A frame, or a part of one, was kept from its receiver: from now on the bytes cannot simply pass unread. */
    void markTouched() {
        touched = true;
    }

    /** What Bulwark itself says in this direction. */
    Voice voice(Direction direction) {
        return direction == Direction.TO_SERVER ? clientVoice : serverVoice;
    }

    /** The table of the header blocks in this direction. */
    SharedTable table(Direction direction) {
        return direction == Direction.TO_SERVER ? requestTable : responseTable;
    }

    private void tell(Direction direction, byte[] frames) {
        if (!over && !voice(direction).say(frames)) {
            fail(Http2Anomaly.NO_SETTINGS, direction, -1);
        }
    }

    /** Gives back to the sender what DATA that was dropped took of the connection's window: its receiver never will. */
    void credit(Direction direction, int byteCount) {
        if (byteCount > 0) {
            tell(direction.opposite(), Frames.windowUpdate(0, byteCount));
        }
    }

    /** Ends a stream before the server has answered, or instead of the rest of its answer; the other streams go on. */
    void refuse(Stream stream, Status status, String ruleId) {
        touched = true;
        var id = stream.id();
        var response = stream.response();
        var begun = response.passed() > 0;
        var grpc = stream.operation().protocol().equals(HttpOperation.GRPC)
                && (status == Status.FORBIDDEN || status.isLimit());
        if (begun && (!grpc || response.done())) {
            tell(Direction.TO_CLIENT, Frames.rstStream(id, ErrorCode.CANCEL));
        } else {
            answer(stream, grpc, status, ruleId);
        }
        if (stream.seenByServer() && !(stream.request().done() && response.ended())) {
            tell(Direction.TO_SERVER, Frames.rstStream(id, ErrorCode.CANCEL));
        }
        streams.drop(stream);
    }

    private void answer(Stream stream, boolean grpc, Status status, String ruleId) {
        var id = stream.id();
        var flowId = setting.flow().id();
        var block = responseTable.newBlock();
        tell(
                Direction.TO_CLIENT,
                grpc
                        ? Answer.grpc(block, id, stream.response().passed() > 0, status, ruleId, flowId)
                        : Answer.http(block, id, status, ruleId, flowId));
        if (!stream.request().ended()) {
            tell(Direction.TO_CLIENT, Frames.rstStream(id, ErrorCode.NO_ERROR));
        }
    }

    /** Keeps a pushed stream from the client, which has not heard of it. */
    void refusePromise(Stream stream) {
        touched = true;
        tell(Direction.TO_SERVER, Frames.rstStream(stream.id(), ErrorCode.CANCEL));
        streams.drop(stream);
    }

    /** Turns away a stream that was not let begin; its client may try again elsewhere or later. */
    void turnAway(int id) {
        touched = true;
        streams.drop(id);
        tell(Direction.TO_CLIENT, Frames.rstStream(id, ErrorCode.REFUSED_STREAM));
    }

    /** The connection breaks a rule or strains a limit: the failure table says whether it passes unread or ends. */
    void fail(Http2Anomaly anomaly, Direction direction, long offset) {
        var ruling = trouble(anomaly.trouble(), anomaly.id(), direction, offset);
        if (ruling instanceof Ruling.Forward && !touched) {
            passUninspected(anomaly.uninspected());
            return;
        }
        if (serverVoice.isOpen()) {
            toClient.insert(Frames.goAway(lastFromClient, anomaly.error(), anomaly.id()));
        }
        finish();
    }

    /** What the failure table says to a trouble that belongs to no stream. */
    Ruling trouble(Trouble trouble, String what, Direction direction, long offset) {
        var judge = setting.judge(direction);
        judge.begin(CONNECTION);
        var ruling = judge.trouble(trouble, what, offset);
        judge.end();
        return ruling;
    }

    private void passUninspected(Uninspected why) {
        endStreams();
        flush();
        over = true;
        passage.passUninspected(Direction.TO_SERVER, why);
        passage.passUninspected(Direction.TO_CLIENT, why);
    }

    void finish() {
        if (!over) {
            endStreams();
            flush();
            over = true;
            passage.finish();
        }
    }

    private void endStreams() {
        for (var stream : streams.all()) {
            stream.request().end();
            stream.response().end();
        }
    }

    /** Asks the client to open no more streams; those under way go on. */
    void drain() {
        if (!draining && serverVoice.isOpen() && !over) {
            draining = true;
            toClient.insert(Frames.goAway(lastFromClient, ErrorCode.NO_ERROR, ""));
            flush();
        }
    }

    boolean draining() {
        return draining;
    }

    /** Stream 1 is the request that asked for the upgrade; it was read and has been sent, with settings that were not. */
    void openUpgraded(Operation request) {
        responseTable.allow(SettingsFrame.MAX_TABLE);
        responseTable.allow(0);
        lastFromClient = 1;
        var stream = open(1);
        stream.operation().copy(request);
        stream.request().end();
        seenByServer(stream);
    }

    /** How many answers wait for the client to open a window. */
    int stalledStreams() {
        var count = 0;
        for (var stream : streams.all()) {
            var waits = stream.request().done() && !stream.response().done();
            if (waits && (clientWindow <= 0 || stream.clientWindow() <= 0)) {
                count++;
            }
        }
        return count;
    }

    Stream open(int id) {
        return streams.open(id, clientStreamWindow);
    }

    /** The client has opened this stream, and so all lower ones. */
    void openedByClient(int id) {
        lastFromClient = id;
    }

    /** The server has promised this stream, and so all lower ones. */
    void promised(int id) {
        lastPromised = id;
    }

    /** The head of a request has been sent on. */
    void seenByServer(Stream stream) {
        stream.markSeenByServer();
        lastSeenByServer = stream.id();
    }

    /** Whether the receiver in this direction knows the stream, be it open or over, so that a frame about it makes sense to it. */
    boolean isKnown(int id, Direction to) {
        if (streams.get(id) != null) {
            return true;
        }
        return to == Direction.TO_SERVER ? id <= lastSeenByServer || isEven(id) : !streams.maybeDropped(id);
    }

    /** Whether nobody has opened the stream yet. */
    boolean isIdle(int id) {
        return id > (isEven(id) ? lastPromised : lastFromClient);
    }

    static boolean isEven(int id) {
        return (id & 1) == 0;
    }

    void widenClientWindow(long byteCount) {
        clientWindow += byteCount;
    }

    /** DATA of this stream goes to the client. */
    void tookClientWindow(Stream stream, int byteCount) {
        clientWindow -= byteCount;
        stream.widenClientWindow(-byteCount);
    }

    /** The client has set the first window of its streams, which moves those of open ones (RFC 9113 section 6.9.2). */
    void setClientStreamWindow(long window) {
        var change = window - clientStreamWindow;
        clientStreamWindow = window;
        for (var stream : streams.all()) {
            stream.widenClientWindow(change);
        }
    }
}
