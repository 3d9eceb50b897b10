package io.bulwark.proxy.protocol.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.QuietFlow;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class Http2AllocationTest {
    private static final int TIMES = 100_000;

    /** Some bytes for what the test itself and the compiler's warm-up may take. */
    private static final long SLACK = 64 * 1024;

    private static final int STREAM_AT = 5;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final String REQUEST =
            "HEADERS 1 | :method POST | :scheme http | ~+:path /api/v1/orders | ~+:authority orders.shop:80"
                    + " | ~+user-agent grpc-java-netty/1.82 | ~+content-type application/json | ~+accept-encoding gzip"
                    + " | ~traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String LATER_REQUEST = "HEADERS 1 | :method POST | :scheme http | #66 | #65 | #64 | #63 | #62"
            + " | ~traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String LATER_RESPONSE = "HEADERS 1 | <200> | #62";

    /** Frames of one side, the first of which belong to a stream that can be changed. */
    private static final class Frame {
        private final MemorySegment memory;

        private Frame(String frame) {
            var bytes = FrameWriter.line(frame);
            memory = Arena.ofAuto().allocate(bytes.length);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        }

        private void stream(int id) {
            memory.set(WORD, STREAM_AT, id);
        }
    }

    private final Conversation conversation = new Http2Protocol().open(new QuietFlow());
    private final ByteView view = new ByteView();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Frame data = new Frame("DATA 1 \"{1024*x}\"");
    private final Frame end = new Frame("DATA 1 end \"{64*y}\"");
    private final Frame request = new Frame(LATER_REQUEST);
    private final Frame response = new Frame(LATER_RESPONSE);
    private long requestOffset;
    private long responseOffset;
    private int nextStream = 3;

    private void open() {
        send(Direction.TO_SERVER, new Frame("PREFACE ;; SETTINGS ;; " + REQUEST));
        send(
                Direction.TO_CLIENT,
                new Frame(
                        "SETTINGS MAX_CONCURRENT_STREAMS=100 ;; SETTINGS ack ;; HEADERS 1 | <200> | +server orders/1.0"));
    }

    private void send(Direction direction, Frame frame) {
        var toServer = direction == Direction.TO_SERVER;
        var length = (int) frame.memory.byteSize();
        conversation.read(
                direction, view.wrap(frame.memory.address(), length, toServer ? requestOffset : responseOffset));
        requestOffset += toServer ? length : 0;
        responseOffset += toServer ? 0 : length;
    }

    @Test
    void dataAllocatesNothing() {
        // Given
        open();
        stream();
        var before = threads.getCurrentThreadAllocatedBytes();
        var start = threads.getCurrentThreadCpuTime();
        // When
        stream();
        // Then
        var nanos = (threads.getCurrentThreadCpuTime() - start) / TIMES;
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("%d ns a frame in each direction", nanos)
                .isLessThan(SLACK);
    }

    private void stream() {
        for (var round = 0; round < TIMES; round++) {
            send(Direction.TO_SERVER, data);
            send(Direction.TO_CLIENT, data);
        }
    }

    @Test
    void forwardedRequestsAllocateNothing() {
        // Given
        open();
        exchange();
        var before = threads.getCurrentThreadAllocatedBytes();
        var start = threads.getCurrentThreadCpuTime();
        // When
        exchange();
        // Then
        var nanos = (threads.getCurrentThreadCpuTime() - start) / TIMES;
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("%d ns a request and response", nanos)
                .isLessThan(SLACK);
    }

    private void exchange() {
        for (var round = 0; round < TIMES; round++) {
            request.stream(nextStream);
            response.stream(nextStream);
            end.stream(nextStream);
            nextStream += 2;
            send(Direction.TO_SERVER, request);
            send(Direction.TO_SERVER, end);
            send(Direction.TO_CLIENT, response);
            send(Direction.TO_CLIENT, end);
        }
    }
}
