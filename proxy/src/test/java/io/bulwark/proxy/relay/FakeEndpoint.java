package io.bulwark.proxy.relay;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A socket that writes down what is asked of it. */
final class FakeEndpoint implements Endpoint {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<ByteBuf> inFlight = new ArrayList<>();

    /** What happened, apart from the bytes: {@code flush}, {@code pause}, {@code resume}, {@code fin}, {@code close}, {@code reset}. */
    final List<String> events = new ArrayList<>();

    boolean writable = true;
    /** Whether written buffers stay in use until {@link #sent}, as in a socket's queue. */
    boolean slow;

    Runnable onWrite = () -> {};

    @Override
    public void write(ByteBuf buffer) {
        if (events.contains("fin") || events.contains("close") || events.contains("reset")) {
            buffer.release();
            throw new AssertionError("written after " + events);
        }
        if (slow) {
            inFlight.add(buffer);
        } else {
            take(buffer);
        }
        onWrite.run();
    }

    private void take(ByteBuf buffer) {
        var copy = new byte[buffer.readableBytes()];
        buffer.readBytes(copy);
        bytes.writeBytes(copy);
        buffer.release();
    }

    /** Everything in the queue is sent now. */
    void sent() {
        inFlight.forEach(this::take);
        inFlight.clear();
    }

    byte[] written() {
        return bytes.toByteArray();
    }

    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    boolean over() {
        return events.contains("close") || events.contains("reset");
    }

    @Override
    public void flush() {
        events.add("flush");
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public long unsent() {
        return inFlight.stream().mapToLong(ByteBuf::readableBytes).sum();
    }

    @Override
    public void reading(boolean on) {
        events.add(on ? "resume" : "pause");
    }

    @Override
    public void endOutput() {
        events.add("fin");
    }

    @Override
    public void close() {
        events.add("close");
    }

    @Override
    public void reset() {
        events.add("reset");
    }
}
