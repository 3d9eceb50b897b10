package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Operation;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.http.Since;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** The reader of one HTTP/2 connection. */
final class Http2Conversation implements Conversation {
    /*
     * The way of a frame:
     *
     *     FrameSide     one a direction: cuts the lane into frames, checks each, gathers header blocks
     *     Messages      Requests and Responses: have heads, DATA (Bodies) and trailers judged, stream by stream
     *     Connection    what both share: streams, windows, what Bulwark itself says (refusals, credit, GOAWAY)
     *     Outlet        clears the frame, drops it, or puts another one in its place
     *
     * Client and server keep their own flow control, settings and pings between them; the proxy has no window of its own. It only
     * gives back what the DATA that it drops has taken.
     */

    /** With fewer streams than this waiting for a window, a client may let them wait as long as it likes. */
    private static final int MANY_STALLED = 64;

    private final Connection connection;
    private final FrameSide requests;
    private final FrameSide responses;
    private final Since stalled;

    Http2Conversation(Setting setting) {
        connection = new Connection(setting);
        var requestBlock = new HeaderBlock(setting.limits(), connection.table(Direction.TO_SERVER));
        var responseBlock = new HeaderBlock(setting.limits(), connection.table(Direction.TO_CLIENT));
        requests = new FrameSide(connection, Direction.TO_SERVER, new Requests(connection, requestBlock), requestBlock);
        responses =
                new FrameSide(connection, Direction.TO_CLIENT, new Responses(connection, responseBlock), responseBlock);
        stalled = new Since(setting.limits().bodyTimeout());
    }

    /** A connection that has turned into HTTP/2 (RFC 7540 section 3.2): its first request was read as HTTP/1 and is stream 1. */
    static Http2Conversation upgraded(Setting setting, Operation request) {
        var conversation = new Http2Conversation(setting);
        conversation.connection.openUpgraded(request);
        return conversation;
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (!connection.over()) {
            side(direction).read(view);
            flush();
        }
    }

    private FrameSide side(Direction direction) {
        return direction == Direction.TO_SERVER ? requests : responses;
    }

    private void flush() {
        if (!connection.over()) {
            connection.flush();
        }
    }

    @Override
    public void ended(Direction direction) {
        if (!connection.over()) {
            side(direction).ended();
            flush();
        }
    }

    @Override
    public void tick(long nowNanos) {
        if (!connection.over()) {
            requests.tick(nowNanos);
        }
        if (!connection.over()) {
            responses.tick(nowNanos);
        }
        if (!connection.over()) {
            watchWindows(nowNanos);
        }
        flush();
    }

    /** Many answers that wait for a window which the client does not open take the server's memory: only for a while. */
    private void watchWindows(long nowNanos) {
        if (connection.streams().count() < MANY_STALLED || connection.stalledStreams() < MANY_STALLED) {
            stalled.stop();
            return;
        }
        stalled.start(nowNanos);
        if (stalled.exceeded(nowNanos)) {
            connection.fail(Http2Anomaly.ZERO_WINDOW_STALL, Direction.TO_CLIENT, -1);
        }
    }

    @Override
    public void drain() {
        connection.drain();
    }

    @Override
    public boolean idle() {
        return !connection.over() && connection.streams().count() == 0 && requests.idle() && responses.idle();
    }
}
