package io.bulwark.proxy.protocol.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.stream.ByteView;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HpackAllocationTest {
    private static final int BLOCKS = 50_000;

    /** Some bytes for what the test itself and the compiler's warm-up may take. */
    private static final long SLACK = 64 * 1024;

    private final HeaderText text = new HeaderText(32_768, 16_384, 128);
    private final HpackDecoder decoder = new HpackDecoder(4096);
    private final ByteView view = new ByteView();

    /** Each block has entries that push out those of the block before. */
    @Test
    void blocksThatTurnTheTableOverAllocateNothing() {
        // Given
        var values = "orders.shop.svc.cluster.local".repeat(20);
        var block = new NativeBytes(new NettyHpack(0)
                .encode(List.of(
                        Map.entry(":method", "GET"),
                        Map.entry(":path", "/api/v1/orders/1234567/items?expand=price"),
                        Map.entry("x-request-id", "7c1d2f0a-1e2b-4d3c-9f8a-0123456789ab"),
                        Map.entry("cookie", values),
                        Map.entry("secret", values))));
        read(block, BLOCKS);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        // When
        read(block, BLOCKS);
        // Then
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(SLACK);
    }

    private void read(NativeBytes block, int times) {
        for (var round = 0; round < times; round++) {
            text.clear();
            decoder.begin(text);
            decoder.read(block.show(view, 0), 0, block.length());
            if (decoder.end() != null || text.count() != 5) {
                throw new AssertionError("the block is a sound one");
            }
        }
    }
}
