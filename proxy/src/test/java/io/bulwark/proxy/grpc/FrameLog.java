package io.bulwark.proxy.grpc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts frames of one kind at the servers of this process, by the lines in which gRPC's transport logs each frame. */
final class FrameLog extends Handler implements AutoCloseable {
    /** The content of pings that measure how much is under way on the connection. */
    static final int FLOW_CONTROL = 1234;
    /** The content of pings that keep a connection alive. */
    static final int KEEP_ALIVE = 0xDEAD;

    private static final Logger FRAMES = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    private final AtomicInteger count = new AtomicInteger();
    private final String line;

    private FrameLog(String line) {
        this.line = line;
    }

    /** Starts counting the answers to the pings that servers send for this reason. */
    static FrameLog ofAnsweredPings(int reason) {
        var log = new FrameLog("INBOUND PING: ack=true bytes=" + reason);
        FRAMES.addHandler(log);
        FRAMES.setUseParentHandlers(false);
        FRAMES.setLevel(Level.FINE);
        return log;
    }

    int count() {
        return count.get();
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getMessage().contains(line)) {
            count.incrementAndGet();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        FRAMES.setLevel(null);
        FRAMES.setUseParentHandlers(true);
        FRAMES.removeHandler(this);
    }
}
