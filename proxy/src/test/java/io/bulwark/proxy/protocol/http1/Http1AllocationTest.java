package io.bulwark.proxy.protocol.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.Operation;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import io.bulwark.signatures.Field;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
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
        var conversation = new Http1Protocol().open(new Quiet());
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

    /** A flow and a judge that let everything pass and write nothing down. */
    private static final class Quiet implements Setting, Passage, Judge {
        private static final FlowInfo INFO = new FlowInfo(
                "f-1",
                new Peer.Unknown(new PeerAddress(InetAddress.getLoopbackAddress(), 1)),
                new Destination(InetAddress.getLoopbackAddress(), 1),
                FlowInfo.Side.INGRESS);

        @Override
        public FlowInfo flow() {
            return INFO;
        }

        @Override
        public Limits limits() {
            return Limits.defaults();
        }

        @Override
        public Passage passage() {
            return this;
        }

        @Override
        public Judge judge(Direction direction) {
            return this;
        }

        @Override
        public Judge newJudge(Direction direction) {
            throw new AssertionError("one judge is enough");
        }

        @Override
        public void handOver(Conversation next) {
            throw new AssertionError("nothing is handed over");
        }

        @Override
        public Ticker ticker() {
            return System::nanoTime;
        }

        @Override
        public void clear(Direction direction, long upTo) {}

        @Override
        public void discard(Direction direction, long upTo) {
            throw new AssertionError("nothing is to be discarded");
        }

        @Override
        public void insert(Direction direction, byte[] bytes) {
            throw new AssertionError("nothing is to be put in");
        }

        @Override
        public void passUninspected(Direction direction, Uninspected why) {
            throw new AssertionError("nothing passes unread");
        }

        @Override
        public void countUninspected(Uninspected why, long byteCount) {}

        @Override
        public void reread(Direction direction) {}

        @Override
        public void finish() {
            throw new AssertionError("the flow goes on");
        }

        @Override
        public void cut() {
            throw new AssertionError("the flow goes on");
        }

        @Override
        public void begin(Operation operation) {}

        @Override
        public void field(Field field, ByteView bytes) {}

        @Override
        public void open(Field field, Coding coding, Media media) {}

        @Override
        public void chunk(ByteView bytes) {}

        @Override
        public void close() {}

        @Override
        public Ruling decide(Operation operation) {
            return Ruling.FORWARD;
        }

        @Override
        public void end() {}

        @Override
        public Ruling trouble(Trouble trouble, String what, long offset) {
            throw new AssertionError(what);
        }

        @Override
        public boolean mayDeny(Field field) {
            return true;
        }
    }
}
