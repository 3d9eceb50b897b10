package io.bulwark.benchmarks;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What reading HTTP/1 costs by itself: a request and its answer on a connection that is kept, with a judge that does nothing. */
@State(Scope.Thread)
public class Http1DecoderBenchmark {
    private final Arena arena = Arena.ofShared();
    private final Talk gets = new Talk(Messages.GET, Messages.GET_ANSWER);
    private final Talk posts = new Talk(Messages.POST, Messages.POST_ANSWER);

    /** A connection on which the same exchange happens again and again. */
    private final class Talk implements Setting, Passage {
        private final FlowInfo flow = Flows.info();
        private final Limits limits = Limits.defaults();
        private final Judge requestJudge = new PermissiveJudge();
        private final Judge responseJudge = new PermissiveJudge();
        private final ByteView view = new ByteView();
        private final MemorySegment request;
        private final MemorySegment answer;
        private final Conversation conversation;
        private long sent;
        private long received;
        private long cleared;

        private Talk(byte[] request, byte[] answer) {
            this.request = copy(request);
            this.answer = copy(answer);
            conversation = new Http1Protocol().open(this);
        }

        private long exchange() {
            conversation.read(Direction.TO_SERVER, view.wrap(request.address(), (int) request.byteSize(), sent));
            sent += request.byteSize();
            conversation.read(Direction.TO_CLIENT, view.wrap(answer.address(), (int) answer.byteSize(), received));
            received += answer.byteSize();
            if (cleared != received) {
                throw new IllegalStateException("cleared " + cleared + " of " + received);
            }
            return cleared;
        }

        @Override
        public FlowInfo flow() {
            return flow;
        }

        @Override
        public Limits limits() {
            return limits;
        }

        @Override
        public Passage passage() {
            return this;
        }

        @Override
        public Judge judge(Direction direction) {
            return direction == Direction.TO_SERVER ? requestJudge : responseJudge;
        }

        @Override
        public Judge newJudge(Direction direction) {
            return judge(direction);
        }

        @Override
        public void handOver(Conversation next) {}

        @Override
        public Ticker ticker() {
            return System::nanoTime;
        }

        @Override
        public void clear(Direction direction, long upTo) {
            if (direction == Direction.TO_CLIENT) {
                cleared = upTo;
            }
        }

        @Override
        public void discard(Direction direction, long upTo) {
            throw unexpected();
        }

        @Override
        public void insert(Direction direction, byte[] bytes) {
            throw unexpected();
        }

        @Override
        public void passUninspected(Direction direction, Uninspected why) {
            throw unexpected();
        }

        @Override
        public void countUninspected(Uninspected why, long byteCount) {}

        @Override
        public void reread(Direction direction) {
            throw unexpected();
        }

        @Override
        public void finish() {
            throw unexpected();
        }

        @Override
        public void cut() {
            throw unexpected();
        }

        private static IllegalStateException unexpected() {
            return new IllegalStateException("the messages should simply pass");
        }
    }

    private MemorySegment copy(byte[] bytes) {
        var memory = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory;
    }

    @TearDown
    public void close() {
        arena.close();
    }

    @Benchmark
    public long getAndAnswer() {
        return gets.exchange();
    }

    @Benchmark
    public long postAndAnswer() {
        return posts.exchange();
    }
}
