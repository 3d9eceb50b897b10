package io.bulwark.proxy.protocol.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.QuietFlow;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class Http1AllocationTest {
    private static final int REQUESTS = 100_000;

    /** Some bytes for what the test itself and the compiler's warm-up may take. */
    private static final long SLACK = 64 * 1024;

    private static final String GET = """
            GET /api/v1/orders/1234567/items?expand=price&locale=de HTTP/1.1
            Host: orders.shop.svc.cluster.local:8080
            User-Agent: Apache-HttpClient/5.3.1 (Java/21.0.2)
            Accept: application/json, application/*+json
            Accept-Encoding: gzip, x-gzip, deflate
            traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
            X-Request-Id: 7c1d2f0a-1e2b-4d3c-9f8a-0123456789ab
            Connection: keep-alive

            """.replace("\n", "\r\n");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private final ByteView view = new ByteView();
    private long requestOffset;
    private long responseOffset;

    @Test
    void forwardedRequestsAllocateNothing() {
        // Given
        var conversation = new Http1Protocol().open(new QuietFlow());
        var request = new NativeBytes(GET);
        var response = new NativeBytes(OK);
        exchange(conversation, request, response, REQUESTS);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        var start = threads.getCurrentThreadCpuTime();
        // When
        exchange(conversation, request, response, REQUESTS);
        // Then
        var nanos = (threads.getCurrentThreadCpuTime() - start) / REQUESTS;
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("%d ns a request and response", nanos)
                .isLessThan(SLACK);
    }

    private void exchange(Conversation conversation, NativeBytes request, NativeBytes response, int times) {
        for (var round = 0; round < times; round++) {
            conversation.read(Direction.TO_SERVER, request.show(view, requestOffset));
            requestOffset += request.length();
            conversation.read(Direction.TO_CLIENT, response.show(view, responseOffset));
            responseOffset += response.length();
        }
    }
}
