package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.Status;
import io.bulwark.proxy.protocol.http2.HeadFields.Section;
import io.bulwark.proxy.protocol.http2.Messages.Fate;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** What comes behind the heads of one direction's messages, DATA and trailers, and how any of it is let go on or refused. */
final class Bodies {
    /*
     * What may leave is decided frame by frame, in the order of the lane, so that no stream waits for another one. A head leaves once
     * it was judged, a DATA frame once everything up to its end was, and the end of the message only with a last ruling on the whole. So
     * a receiver never gets a complete message, nor a complete gRPC message, that was denied; it may have got the beginning of one.
     */
    private final Connection connection;
    private final Direction direction;
    private final HeaderBlock block;
    private final Field headerField;
    private int currentId;
    private long currentOffset;
    private @Nullable Uninspected currentUnread;

    Bodies(Connection connection, Direction direction, HeaderBlock block) {
        this.connection = connection;
        this.direction = direction;
        this.block = block;
        headerField = direction == Direction.TO_SERVER ? Field.HTTP_HEADER : Field.HTTP_RESPONSE_HEADER;
    }

    private Stream.Message message(Stream stream) {
        return direction == Direction.TO_SERVER ? stream.request() : stream.response();
    }

    /** A frame came for a stream that is not open. */
    Fate notOpen(int id, long offset) {
        return connection.streams().maybeDropped(id) ? Fate.DROP : fail(Http2Anomaly.STREAM_CLOSED, offset);
    }

    Fate fail(Http2Anomaly anomaly, long offset) {
        connection.fail(anomaly, direction, offset);
        return Fate.OVER;
    }

    /** Shows the section at hand, but for its pseudo-fields, to the judge. */
    void judgeLines(Stream stream) {
        if (block.lines().length() > 0) {
            message(stream).judge().field(headerField, block.lines());
        }
    }

    /** Rules on what was seen of the message so far; null when it may go on. */
    @Nullable
    Fate rule(Stream stream) {
        var message = message(stream);
        message.judge().passed(message.passed());
        return message.judge().decide(stream.operation()) instanceof Ruling.Deny(var denial)
                ? refuse(stream, Status.of(denial), denial.ruleId())
                : null;
    }

    /** Lets {@code byteCount} bytes of the message go on, whether they were read or are counted as unread. */
    Fate forward(Stream stream, boolean endStream, int byteCount) {
        var unread = stream.unread();
        return unread == null
                ? forwardRead(stream, endStream, byteCount)
                : forwardUnread(stream, unread, endStream, byteCount);
    }

    /** Lets a section of a stream that is not read go on; one that is not all there cannot be written anew. */
    Fate forwardUnread(Stream stream) {
        return block.canForward()
                ? forward(stream, block.endsStream(), block.wireLength())
                : malformed(
                        stream,
                        Http2Anomaly.HEADER_LIST_TOO_LARGE,
                        block.offset(),
                        block.endsStream(),
                        block.wireLength());
    }

    private Fate forwardUnread(Stream stream, Uninspected why, boolean endStream, int byteCount) {
        connection.setting().passage().countUninspected(why, byteCount);
        return forwardRead(stream, endStream, byteCount);
    }

    /** Lets {@code byteCount} bytes of the message go on that were read, and which may be its last. */
    Fate forwardRead(Stream stream, boolean endStream, int byteCount) {
        var message = message(stream);
        message.pass(byteCount);
        if (endStream) {
            if (direction == Direction.TO_CLIENT) {
                stream.tellOutcome();
            } else {
                stream.limitAnswer(message.judge().answerLimit());
            }
            message.end();
            if (stream.done()) {
                connection.streams().close(stream);
            }
        }
        return Fate.FORWARD;
    }

    /** A message breaks a rule, which is its stream's own affair: refused, or unread from here on, as the failure table says. */
    Fate malformed(Stream stream, Http2Anomaly anomaly, long offset, boolean endStream, int byteCount) {
        var ruling = message(stream).judge().trouble(anomaly.trouble(), anomaly.id(), offset);
        if (ruling instanceof Ruling.Forward && block.canForward()) {
            message(stream).closeBody();
            stream.passUnread(anomaly.uninspected());
            return forward(stream, endStream, byteCount);
        }
        var status = direction == Direction.TO_SERVER ? anomaly.status() : Status.BAD_GATEWAY;
        return refuse(stream, status, ruling instanceof Ruling.Deny(var denial) ? denial.ruleId() : anomaly.id());
    }

    Fate refuse(Stream stream, Status status, String ruleId) {
        connection.refuse(stream, status, ruleId);
        return dropped();
    }

    /** What was said of the block at hand, or of a refusal, may have been too much for the connection. */
    Fate dropped() {
        return connection.over() ? Fate.OVER : Fate.DROP;
    }

    Fate trailers(Stream stream) {
        var message = message(stream);
        if (message.done()) {
            return fail(Http2Anomaly.STREAM_CLOSED, block.offset());
        }
        if (block.endsStream()) {
            message.markEnded();
        }
        if (stream.unread() != null) {
            return forwardUnread(stream);
        }
        var wrong = block.readFields(Section.TRAILERS);
        if (wrong == null && !block.endsStream()) {
            wrong = Http2Anomaly.INVALID_TRAILERS;
        }
        if (wrong == null && message.lengthDiffers(true)) {
            wrong = Http2Anomaly.CONTENT_LENGTH;
        }
        if (wrong != null) {
            return malformed(stream, wrong, block.offset(), block.endsStream(), block.wireLength());
        }
        message.closeBody();
        if (block.fields().failedCall()) {
            stream.succeeded(false);
        }
        judgeLines(stream);
        var refused = rule(stream);
        return refused == null ? forwardRead(stream, true, block.wireLength()) : refused;
    }

    Fate dataBegin(int id, long offset) {
        var stream = connection.streams().get(id);
        if (stream == null) {
            return notOpen(id, offset);
        }
        if (message(stream).done()) {
            return fail(Http2Anomaly.STREAM_CLOSED, offset);
        }
        currentId = id;
        currentOffset = offset;
        currentUnread = stream.unread();
        return Fate.FORWARD;
    }

    /** What the other side has sent since the frame began may have ended its stream, or have changed whether it is read. */
    void data(ByteView content) {
        var stream = connection.streams().get(currentId);
        if (stream != null
                && currentUnread == null
                && stream.unread() == null
                && message(stream).begun()) {
            message(stream).chunk(content);
        }
    }

    Fate dataEnd(boolean endStream, int length) {
        var stream = connection.streams().get(currentId);
        if (stream == null) {
            return Fate.DROP;
        }
        if (endStream) {
            message(stream).markEnded();
        }
        var unread = currentUnread == null ? stream.unread() : currentUnread;
        var byteCount = Frames.HEADER + length;
        var fate = unread == null
                ? judgeData(stream, endStream, byteCount)
                : forwardUnread(stream, unread, endStream, byteCount);
        if (fate == Fate.FORWARD && direction == Direction.TO_CLIENT) {
            connection.tookClientWindow(stream, length);
        }
        return fate;
    }

    private Fate judgeData(Stream stream, boolean endStream, int byteCount) {
        var message = message(stream);
        if (!message.begun()) {
            message.judge().begin(stream.operation());
            return malformed(stream, Http2Anomaly.UNEXPECTED_DATA, currentOffset, endStream, byteCount);
        }
        if (message.lengthDiffers(endStream)) {
            return malformed(stream, Http2Anomaly.CONTENT_LENGTH, currentOffset, endStream, byteCount);
        }
        if (endStream) {
            message.closeBody();
        }
        var refused = rule(stream);
        return refused == null ? forwardRead(stream, endStream, byteCount) : refused;
    }
}
