package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.testing.NativeBytes;
import io.bulwark.proxy.testing.Proto;
import io.bulwark.signatures.Field;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class GrpcCostTest {
    private static final int MESSAGES = 100_000;
    private static final byte[] ORDER = Proto.message()
            .string(1, "5c5a8e4e-6c1c-4f5e-9a3e-0d7b1c2f3a4b")
            .varint(2, 4711)
            .message(3, Proto.message().string(1, "Main Street 1").string(2, "Springfield"))
            .string(4, "please ring twice")
            .fixed64(5, 1_732_401_360_123_456L)
            .framed();

    private final ByteView view = new ByteView();

    @Test
    void cleanMessagesAllocateNothing() {
        try (var bench = Bench.enforcing()) {
            // Given
            var order = NativeBytes.of(ORDER);
            run(bench, order, MESSAGES);
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            var before = threads.getCurrentThreadAllocatedBytes();
            // When
            run(bench, order, MESSAGES);
            var allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // Then
            assertThat(allocated).isLessThan(MESSAGES);
        }
    }

    /** A call of one message in one piece, then a stream of two that are cut. */
    private void run(Bench bench, NativeBytes order, int times) {
        for (var count = 0; count < times; count++) {
            bench.inspector.begin(Bench.GET);
            bench.inspector.open(Field.HTTP_BODY, Coding.IDENTITY, Media.GRPC);
            bench.inspector.chunk(order.view(0, order.length(), view));
            bench.inspector.decide(Bench.GET);
            bench.inspector.chunk(order.view(0, 30, view));
            bench.inspector.decide(Bench.GET);
            bench.inspector.chunk(order.view(30, order.length(), view));
            bench.inspector.close();
            bench.inspector.decide(Bench.GET);
            bench.inspector.end();
        }
    }
}
