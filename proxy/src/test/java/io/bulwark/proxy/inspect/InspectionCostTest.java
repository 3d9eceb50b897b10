package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class InspectionCostTest {
    private static final int MESSAGES = 100_000;
    private static final String TARGET = "/orders?from=2024-01-01&limit=50";
    private static final String HEAD = """
            Host: orders.shop.svc.cluster.local
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36
            Accept: application/json
            Accept-Encoding: gzip, deflate
            X-Request-Id: 3f2504e0-4f89-11d3-9a0c-0305e82c3301
            Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
            Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc
            Connection: keep-alive
            """.replace("\n", "\r\n");

    @Test
    void cleanMessagesAllocateNothing() {
        try (var bench = Bench.enforcing();
                var arena = Arena.ofConfined()) {
            // Given
            var target = view(arena, TARGET);
            var head = view(arena, HEAD);
            run(bench, target, head, MESSAGES);
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            var before = threads.getCurrentThreadAllocatedBytes();
            // When
            run(bench, target, head, MESSAGES);
            var allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // Then
            assertThat(allocated).isLessThan(MESSAGES);
        }
    }

    static void run(Bench bench, ByteView target, ByteView head, int messages) {
        for (var count = 0; count < messages; count++) {
            bench.inspector.begin(Bench.GET);
            bench.inspector.field(Field.HTTP_URI, target);
            bench.inspector.field(Field.HTTP_HEADER, head);
            bench.inspector.decide(Bench.GET);
            bench.inspector.end();
        }
    }

    static ByteView view(Arena arena, String text) {
        var memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, Bench.latin1(text));
        return new ByteView().wrap(memory.address(), text.length(), 0);
    }
}
