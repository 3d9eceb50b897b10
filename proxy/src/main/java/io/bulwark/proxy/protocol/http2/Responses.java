package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.http.FieldValues;
import io.bulwark.proxy.protocol.http2.HeadFields.Pseudo;
import io.bulwark.proxy.protocol.http2.HeadFields.Section;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;

/** The responses of one connection, promised ones included: has each judged under the operation of its request. */
final class Responses implements Messages {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int CLIENT_ERROR = 400;
    private static final int STATUS_DIGITS = 3;

    private final Connection connection;
    private final HeaderBlock block;
    private final Bodies bodies;
    private final ByteView target = new ByteView();

    Responses(Connection connection, HeaderBlock block) {
        this.connection = connection;
        this.block = block;
        bodies = new Bodies(connection, Direction.TO_CLIENT, block);
    }

    @Override
    public Fate head() {
        var id = block.stream();
        var stream = connection.streams().get(id);
        if (stream == null) {
            return connection.isIdle(id)
                    ? bodies.fail(Http2Anomaly.IDLE_STREAM, block.offset())
                    : bodies.notOpen(id, block.offset());
        }
        var response = stream.response();
        if (response.done() || response.begun()) {
            return bodies.trailers(stream);
        }
        if (block.endsStream()) {
            response.markEnded();
        }
        if (stream.unread() != null && !stream.tunnelAsked()) {
            return bodies.forwardUnread(stream);
        }
        response.judge().begin(stream.operation());
        var wrong = block.readFields(Section.RESPONSE);
        var status = wrong == null ? status() : 0;
        if (wrong == null && (status == 0 || (isInterim(status) && block.endsStream()))) {
            wrong = Http2Anomaly.INVALID_STATUS;
        }
        if (wrong != null) {
            return bodies.malformed(stream, wrong, block.offset(), block.endsStream(), block.wireLength());
        }
        return isInterim(status) ? interim(stream) : last(stream, status);
    }

    /** Three digits from 100 on but for 101, which HTTP/2 has no use for (RFC 9113 section 8.6); else 0. */
    private int status() {
        var fields = block.fields();
        if (!fields.has(Pseudo.STATUS)) {
            return 0;
        }
        var from = fields.valueFrom(Pseudo.STATUS);
        var to = fields.valueTo(Pseudo.STATUS);
        var status = to - from == STATUS_DIGITS ? FieldValues.length(fields.text(), from, to) : 0;
        return status >= 100 && status != SWITCHING_PROTOCOLS ? (int) status : 0;
    }

    private static boolean isInterim(int status) {
        return status / 100 == 1;
    }

    private Fate interim(Stream stream) {
        bodies.judgeLines(stream);
        var refused = bodies.rule(stream);
        if (refused == null) {
            stream.response().judge().end();
            return Fate.FORWARD;
        }
        return refused;
    }

    private Fate last(Stream stream, int status) {
        var response = stream.response();
        var fields = block.fields();
        if (stream.tunnelAsked() && status / 100 != 2) {
            stream.noTunnel();
        }
        response.judge().limitedBy(stream.answerLimit());
        response.begin(fields, stream.isHead() || status == NO_CONTENT || status == NOT_MODIFIED);
        if (block.endsStream() && response.lengthDiffers(true)) {
            return bodies.malformed(stream, Http2Anomaly.CONTENT_LENGTH, block.offset(), true, block.wireLength());
        }
        stream.succeeded(status < CLIENT_ERROR && !fields.failedCall());
        bodies.judgeLines(stream);
        var refused = bodies.rule(stream);
        return refused == null ? bodies.forwardRead(stream, block.endsStream(), block.wireLength()) : refused;
    }

    @Override
    public Fate promise() {
        var promised = block.promised();
        if (!Connection.isEven(promised) || !connection.isIdle(promised) || promised == 0) {
            return bodies.fail(Http2Anomaly.INVALID_STREAM_ID, block.offset());
        }
        if (connection.isIdle(block.stream())) {
            return bodies.fail(Http2Anomaly.IDLE_STREAM, block.offset());
        }
        connection.promised(promised);
        var stream = connection.open(promised);
        if (connection.streams().get(block.stream()) == null
                || connection.streams().count() > connection.limits().maxStreams()) {
            connection.refusePromise(stream);
            return bodies.dropped();
        }
        return open(stream);
    }

    /** The promised request is the server's own word, so it is read as a part of the response, its target too. */
    private Fate open(Stream stream) {
        var wrong = block.readFields(Section.REQUEST);
        wrong = wrong == null ? RequestHead.check(block.fields()) : wrong;
        if (wrong == null) {
            RequestHead.describe(block.fields(), stream.operation());
            stream.describe(RequestHead.isHead(block.fields()), null);
        }
        var judge = stream.response().judge();
        judge.begin(stream.operation());
        if (wrong == null) {
            judge.field(Field.HTTP_RESPONSE_HEADER, RequestHead.target(block.fields(), target));
            bodies.judgeLines(stream);
        }
        var ruling = wrong == null
                ? judge.decide(stream.operation())
                : judge.trouble(wrong.trouble(), wrong.id(), block.offset());
        judge.end();
        stream.request().end();
        if (ruling instanceof Ruling.Deny || !block.canForward()) {
            connection.refusePromise(stream);
            return bodies.dropped();
        }
        stream.markSeenByServer();
        if (wrong != null) {
            stream.passUnread(wrong.uninspected());
            connection.setting().passage().countUninspected(wrong.uninspected(), block.wireLength());
        }
        return Fate.FORWARD;
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
