package io.bulwark.proxy.relay;

import io.bulwark.proxy.stream.ByteView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a lane costs: 1 KiB is adopted, cleared, and given to a receiver that throws it away. */
@State(Scope.Thread)
public class LaneBenchmark {
    private static final int LENGTH = 1024;

    private final ByteBuf buffer =
            PooledByteBufAllocator.DEFAULT.directBuffer(LENGTH).writeZero(LENGTH);
    private final Lane lane = new Lane();
    private final Clearance clearance = new Clearance();
    private final ByteView view = new ByteView();
    private final Nowhere nowhere = new Nowhere();

    private static final class Nowhere implements Endpoint {
        @Override
        public void write(ByteBuf bytes) {
            bytes.release();
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

    @TearDown
    public void close() {
        lane.close();
        buffer.release();
    }

    /** The whole buffer leaves by reference. */
    @Benchmark
    public long whole() {
        var bytes = lane.adopt(buffer.setIndex(0, LENGTH).retain(), view);
        clearance.advance(bytes.end());
        lane.release(clearance);
        var count = lane.give(nowhere);
        lane.settle();
        return count;
    }

    /** The buffer leaves in two parts: a slice, then the rest. */
    @Benchmark
    public long cut() {
        var bytes = lane.adopt(buffer.setIndex(0, LENGTH).retain(), view);
        clearance.advance(bytes.offset() + LENGTH / 2);
        lane.release(clearance);
        clearance.advance(bytes.end());
        lane.release(clearance);
        var count = lane.give(nowhere);
        lane.settle();
        return count;
    }
}
