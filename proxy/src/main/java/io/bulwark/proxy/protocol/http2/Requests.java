package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.Status;
import io.bulwark.proxy.protocol.http2.HeadFields.Section;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** The requests of one connection: has each judged, then lets it go on or refuses it alone. */
final class Requests implements Messages {
    private final Connection connection;
    private final HeaderBlock block;
    private final Bodies bodies;
    private final ByteView target = new ByteView();

    Requests(Connection connection, HeaderBlock block) {
        this.connection = connection;
        this.block = block;
        bodies = new Bodies(connection, Direction.TO_SERVER, block);
    }

    @Override
    public Fate head() {
        var id = block.stream();
        var stream = connection.streams().get(id);
        if (stream != null) {
            return bodies.trailers(stream);
        }
        if (Connection.isEven(id)) {
            return bodies.fail(Http2Anomaly.INVALID_STREAM_ID, block.offset());
        }
        if (!connection.isIdle(id)) {
            return bodies.notOpen(id, block.offset());
        }
        connection.openedByClient(id);
        if (connection.draining() || isOneTooMany()) {
            connection.turnAway(id);
            return bodies.dropped();
        }
        return open(connection.open(id));
    }

    /** Whether the client has as many streams open as it may; policy can allow it more, but not without bound. */
    private boolean isOneTooMany() {
        var most = connection.limits().maxStreams();
        var count = connection.streams().count();
        if (count < most) {
            return false;
        }
        var anomaly = Http2Anomaly.TOO_MANY_STREAMS;
        var ruling = connection.trouble(anomaly.trouble(), anomaly.id(), Direction.TO_SERVER, block.offset());
        return ruling instanceof Ruling.Deny || count >= Connection.BEYOND_LIMIT * most;
    }

    private Fate open(Stream stream) {
        var judge = stream.request().judge();
        if (block.endsStream()) {
            stream.request().markEnded();
        }
        var wrong = block.readFields(Section.REQUEST);
        wrong = wrong == null ? RequestHead.check(block.fields()) : wrong;
        if (wrong != null) {
            judge.begin(stream.operation());
            return malformed(stream, wrong);
        }
        var fields = block.fields();
        RequestHead.describe(fields, stream.operation());
        judge.begin(stream.operation());
        stream.request().begin(fields, block.endsStream());
        if (block.endsStream() && fields.contentLength() > 0) {
            return malformed(stream, Http2Anomaly.CONTENT_LENGTH);
        }
        judge.field(Field.HTTP_URI, RequestHead.target(fields, target));
        bodies.judgeLines(stream);
        stream.operation().facts().lendLines(block.lines());
        var refused = bodies.rule(stream);
        stream.operation().facts().takeBackLines();
        var tunnel = RequestHead.tunnel(fields);
        if (refused == null && tunnel != null) {
            refused = askTunnel(stream, tunnel);
        }
        if (refused != null) {
            return refused;
        }
        stream.sighted(judge.sighting());
        stream.limitAnswer(judge.answerLimit());
        connection.seenByServer(stream);
        stream.describe(RequestHead.isHead(fields), tunnel);
        return bodies.forwardRead(stream, block.endsStream(), block.wireLength());
    }

    private Fate malformed(Stream stream, Http2Anomaly wrong) {
        var fate = bodies.malformed(stream, wrong, block.offset(), block.endsStream(), block.wireLength());
        if (fate == Fate.FORWARD) {
            connection.seenByServer(stream);
        }
        return fate;
    }

    /** A tunnel cannot be read: whether it may be asked for at all, the failure table says. Its head was read. */
    private @Nullable Fate askTunnel(Stream stream, Uninspected tunnel) {
        var ruling = stream.request().judge().trouble(Trouble.UNREADABLE, tunnel.id(), block.offset());
        if (ruling instanceof Ruling.Deny(var denial)) {
            return bodies.refuse(stream, Status.of(denial), denial.ruleId());
        }
        return null;
    }

    /** No client may promise anything, which the frame's header tells. */
    @Override
    public Fate promise() {
        throw new IllegalStateException("a promise of a client");
    }

    @Override
    public Fate dataBegin(int id, long offset) {
        return bodies.dataBegin(id, offset);
    }

    @Override
    public void data(ByteView content) {
        bodies.data(content);
    }

    @Override
    public Fate dataEnd(boolean endStream, int length) {
        return bodies.dataEnd(endStream, length);
    }
}
