package io.bulwark.benchmarks;

import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.relay.Endpoint;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.relay.FlowMeters;
import io.bulwark.proxy.stream.Direction;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;

/** What flows without sockets are made of. */
final class Flows {
    private Flows() {}

    static FlowInfo info() {
        var loopback = InetAddress.getLoopbackAddress();
        return new FlowInfo(
                "bench-1",
                new Peer.External(new PeerAddress(loopback, 50_000)),
                new Destination(loopback, 8080),
                FlowInfo.Side.INGRESS);
    }

    /** A receiver that takes everything and counts it. */
    static final class Sink implements Endpoint {
        private long bytes;

        long bytes() {
            return bytes;
        }

        @Override
        public void write(ByteBuf buffer) {
            bytes += buffer.readableBytes();
            buffer.release();
        }

        @Override
        public void flush() {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public long unsent() {
            return 0;
        }

        @Override
        public void reading(boolean on) {}

        @Override
        public void endOutput() {}

        @Override
        public void close() {}

        @Override
        public void reset() {}
    }

    /** Meters that count nothing. */
    record NoMeters() implements FlowMeters {
        @Override
        public void forwarded(Direction direction, long byteCount) {}

        @Override
        public void uninspected(Uninspected why, long byteCount) {}

        @Override
        public void heldChanged(long byteCount) {}

        @Override
        public void closed(FlowEnd end) {}
    }
}
