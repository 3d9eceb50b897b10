package io.bulwark.proxy.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.protocol.http2.FrameNotation;
import io.bulwark.proxy.protocol.http2.Http2Protocol;
import io.bulwark.proxy.protocol.redis.RedisProtocol;
import io.bulwark.proxy.relay.Endpoint;
import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.relay.FlowMeters;
import io.bulwark.proxy.relay.FlowTools;
import io.bulwark.proxy.stream.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** One flow of any protocol with real inspectors between two ends that only note what they were sent. */
final class RuleFlow implements AutoCloseable {
    private static final FrameNotation FRAMES = new FrameNotation();

    final Bench bench;
    private final End client = new End();
    private final End server = new End();
    private final Flow flow;

    RuleFlow(String policy) {
        this(Bench.with(Bench.parse(policy)));
    }

    RuleFlow(Bench bench) {
        this.bench = bench;
        flow = new Flow(
                Bench.flow(FlowInfo.Side.INGRESS),
                client,
                server,
                new Detector(List.of(new Http2Protocol(), new Http1Protocol(), new RedisProtocol())),
                new RealJudges(bench.workbench),
                new FlowTools(() -> 0, new NoMeters()));
        flow.serverConnected();
    }

    private record RealJudges(Workbench workbench) implements Judges {
        @Override
        public Judge open(FlowInfo flow, Direction direction) {
            return new Inspector(workbench, flow, direction);
        }

        @Override
        public Limits limits() {
            return Limits.defaults();
        }
    }

    private static final class NoMeters implements FlowMeters {
        @Override
        public void forwarded(Direction direction, long byteCount) {}

        @Override
        public void uninspected(Uninspected why, long byteCount) {}

        @Override
        public void heldChanged(long byteCount) {}

        @Override
        public void closed(FlowEnd end) {}
    }

    /** What one side was sent. */
    private static final class End implements Endpoint {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean reset;

        @Override
        public void write(ByteBuf buffer) {
            var copy = new byte[buffer.readableBytes()];
            buffer.readBytes(copy);
            bytes.writeBytes(copy);
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
        public void reset() {
            reset = true;
        }
    }

    void client(String... pieces) {
        for (var piece : pieces) {
            send(Direction.TO_SERVER, piece.getBytes(ISO_8859_1));
        }
    }

    void server(String... pieces) {
        for (var piece : pieces) {
            send(Direction.TO_CLIENT, piece.getBytes(ISO_8859_1));
        }
    }

    /** Frames in the notation of transcripts. */
    void clientFrames(String... lines) {
        for (var line : lines) {
            send(Direction.TO_SERVER, FRAMES.bytes(line));
        }
    }

    void serverFrames(String... lines) {
        for (var line : lines) {
            send(Direction.TO_CLIENT, FRAMES.bytes(line));
        }
    }

    void send(Direction direction, byte[] bytes) {
        flow.received(direction, Unpooled.directBuffer(bytes.length).writeBytes(bytes));
        flow.readComplete();
    }

    String toServer() {
        return server.bytes.toString(ISO_8859_1);
    }

    String toClient() {
        return client.bytes.toString(ISO_8859_1);
    }

    /** Whether the client's connection was cut. */
    boolean clientWasReset() {
        return client.reset;
    }

    /** All that left, frame by frame, each line beginning with the side that got it. */
    List<String> frames() {
        return FRAMES.left(server.bytes.toByteArray(), client.bytes.toByteArray());
    }

    @Override
    public void close() {
        flow.abort(FlowEnd.DRAINED);
        bench.close();
    }
}
