package io.bulwark.proxy.admin;

import io.bulwark.proxy.config.AppProbe.Question;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One call of {@code grpc.health.v1.Health/Check} to the application, over HTTP/2 without TLS. */
final class GrpcAsking extends ByteToMessageDecoder {
    /*
     * The call is one fixed exchange on stream 1, so that it needs no HTTP/2 of its own: what is written leaves the server's
     * header table alone, and of what is read only DATA matters, since a call that fails carries no message. Frames are at
     * most 16 KiB, as we announce nothing else, and all of them together at most MAX_BYTES.
     */
    private static final int MAX_BYTES = 65_536;
    private static final int MAX_FRAME = 16_384;
    private static final int MAX_MESSAGE = 256;
    private static final int HEAD = 9;
    private static final int PREFIX = 5;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;

    private static final int SERVING = 1;

    private final Asking asking;
    private final Question.Grpc question;
    private final InetAddress app;
    private final byte[] message = new byte[MAX_MESSAGE];
    private int messageLength;
    private int received;

    GrpcAsking(Asking asking, Question.Grpc question, InetAddress app) {
        this.asking = asking;
        this.question = question;
        this.app = app;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var out = context.alloc().buffer();
        out.writeCharSequence("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
        frame(out, SETTINGS, 0, 0, 0);
        writeHeaders(out);
        writeMessage(out);
        var _ = context.writeAndFlush(out);
    }

    private static void frame(ByteBuf out, int type, int flags, int stream, int length) {
        out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
    }

    private void writeHeaders(ByteBuf out) {
        var at = out.writerIndex();
        frame(out, HEADERS, END_HEADERS, 1, 0);
        out.writeByte(0x83).writeByte(0x86); // :method POST, :scheme http
        field(out, ":path", "/grpc.health.v1.Health/Check");
        field(out, ":authority", NetUtil.toSocketAddressString(NetUtil.toAddressString(app), question.port()));
        field(out, "content-type", "application/grpc");
        field(out, "te", "trailers");
        field(out, "user-agent", "kube-probe/bulwark");
        out.setMedium(at, out.writerIndex() - at - HEAD);
    }

    /** A literal that goes into no table; all are shorter than the 127 that one byte of length can say. */
    private static void field(ByteBuf out, String name, String value) {
        out.writeByte(0);
        out.writeByte(name.length()).writeCharSequence(name, StandardCharsets.US_ASCII);
        out.writeByte(value.length()).writeCharSequence(value, StandardCharsets.US_ASCII);
    }

    /** HealthCheckRequest: field 1 is the service's name. */
    private void writeMessage(ByteBuf out) {
        var service = question.service().getBytes(StandardCharsets.UTF_8);
        var at = out.writerIndex();
        frame(out, DATA, END_STREAM, 1, 0);
        out.writeByte(0).writeInt(0);
        if (service.length > 0) {
            out.writeByte(0x0A);
            var length = service.length;
            for (; length > 0x7F; length >>>= 7) {
                out.writeByte((length & 0x7F) | 0x80);
            }
            out.writeByte(length).writeBytes(service);
        }
        var payload = out.writerIndex() - at - HEAD;
        out.setMedium(at, payload).setInt(at + HEAD + 1, payload - PREFIX);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEAD) {
            return;
        }
        var length = in.getUnsignedMedium(in.readerIndex());
        if (length > MAX_FRAME || received + length > MAX_BYTES) {
            in.skipBytes(in.readableBytes());
            asking.lost(context.channel());
        } else if (in.readableBytes() >= HEAD + length) {
            received += HEAD + length;
            read(context, in.readSlice(HEAD + length));
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf frame) {
        frame.skipBytes(3);
        var type = frame.readByte();
        var flags = frame.readByte();
        var stream = frame.readInt() & Integer.MAX_VALUE;
        switch (type) {
            case DATA -> {
                keep(frame, (flags & PADDED) != 0);
                endIf(stream == 1 && (flags & END_STREAM) != 0);
            }
            case HEADERS -> endIf(stream == 1 && (flags & END_STREAM) != 0);
            case SETTINGS, PING -> {
                if ((flags & ACK) == 0) {
                    acknowledge(context, type, frame);
                }
            }
            case RST_STREAM -> asking.lost(context.channel());
            default -> {} // nothing of the connection's housekeeping matters to one short call
        }
    }

    private static void acknowledge(ChannelHandlerContext context, int type, ByteBuf frame) {
        var content = type == PING ? frame.readableBytes() : 0;
        var out = context.alloc().buffer(HEAD + content);
        frame(out, type, ACK, 0, content);
        out.writeBytes(frame, content);
        var _ = context.writeAndFlush(out);
    }

    private void keep(ByteBuf data, boolean padded) {
        var padding = padded && data.isReadable() ? data.readUnsignedByte() : 0;
        var length = Math.clamp(data.readableBytes() - (long) padding, 0, MAX_MESSAGE - messageLength);
        data.readBytes(message, messageLength, length);
        messageLength += length;
    }

    private void endIf(boolean ended) {
        if (ended) {
            asking.end(serving() ? new AppOutcome.Well() : new AppOutcome.Unwell("not SERVING"));
        }
    }

    /** HealthCheckResponse in one uncompressed message: field 1 says SERVING. Proto3 has no other field in it. */
    private boolean serving() {
        return messageLength >= PREFIX + 2
                && message[0] == 0
                && message[PREFIX] == 0x08
                && message[PREFIX + 1] == SERVING;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        decode(context, in, out);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        asking.lost(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        asking.lost(context.channel());
    }
}
