package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.relay.Endpoint;
import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.relay.FlowMeters;
import io.bulwark.proxy.relay.FlowTools;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.Proto;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** gRPC-Web and Connect as browsers speak them: over HTTP/1.1, through a whole flow. */
class GrpcOverHttp1Test {
    private static final byte[] CLEAN =
            Proto.message().string(1, "a parcel").varint(2, 7).bytes();
    private static final byte[] EVIL =
            Proto.message().string(1, "1' union select 2").bytes();
    private static final byte[] LEAK =
            Proto.message().string(1, "4111111111111111").bytes();

    private final Bench bench = Bench.enforcing();
    private final Socket client = new Socket();
    private final Socket server = new Socket();
    private final Flow flow = new Flow(
            Bench.flow(FlowInfo.Side.INGRESS),
            client,
            server,
            new Detector(List.of(new Http1Protocol())),
            new RealJudges(bench.workbench),
            new FlowTools(() -> 0, new NoMeters()));

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
    private static final class Socket implements Endpoint {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean reset;

        @Override
        public void write(ByteBuf buffer) {
            var copy = new byte[buffer.readableBytes()];
            buffer.readBytes(copy);
            bytes.writeBytes(copy);
            buffer.release();
        }

        private String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
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

    @AfterEach
    void stop() {
        flow.abort(FlowEnd.DRAINED);
        bench.close();
    }

    private void send(Direction direction, byte[]... pieces) {
        for (var piece : pieces) {
            flow.received(direction, Unpooled.directBuffer(piece.length).writeBytes(piece));
        }
        flow.readComplete();
    }

    private static byte[] request(String fields, byte[] body) {
        var head = "POST /orders.v1.Orders/Place HTTP/1.1\r\nHost: orders\r\n" + fields + "\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        return Proto.join(Bench.latin1(head), body);
    }

    private static byte[] head(String fields) {
        return Bench.latin1("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + fields + "\r\n\r\n");
    }

    private static byte[] chunk(byte[] bytes) {
        return Proto.join(Bench.latin1(Integer.toHexString(bytes.length) + "\r\n"), bytes, Bench.latin1("\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "IDENTITY, Content-Type: application/grpc-web+proto",
        "GZIP, 'Content-Type: application/grpc-web+proto\r\nGrpc-Encoding: gzip'",
        "ZSTD, 'grpc-encoding: zstd\r\nContent-Type: application/grpc-web'",
        "SNAPPY, 'Content-Type: application/connect+proto\r\nConnect-Content-Encoding: snappy'"
    })
    void anAttackInAMessageIsRefused(Coding coding, String fields) {
        // Given
        flow.serverConnected();
        var flags = coding == Coding.IDENTITY ? 0 : 1;
        var good = request(fields, Proto.frame(flags, BodyTest.encode(coding, CLEAN)));
        // When
        send(Direction.TO_SERVER, good);
        send(Direction.TO_SERVER, request(fields, Proto.frame(flags, BodyTest.encode(coding, EVIL))));
        // Then
        assertThat(server.text()).isEqualTo(new String(good, StandardCharsets.ISO_8859_1));
        assertThat(bench.events())
                .extracting(SecurityEvent::rule, SecurityEvent::field)
                .containsExactly(org.assertj.core.api.Assertions.tuple("sqli-union", "grpc.string"));
    }

    @Test
    void anAttackInBase64IsRefused() {
        // Given
        flow.serverConnected();
        var body = Base64.getEncoder().encode(Proto.frame(0, EVIL));
        // When
        send(Direction.TO_SERVER, request("Content-Type: application/grpc-web-text", body));
        // Then
        assertThat(server.text()).isEmpty();
        assertThat(client.text()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aMessageTwiceInCodingsThatDifferIsNotGuessed() {
        // Given
        flow.serverConnected();
        var fields = "Content-Type: application/grpc-web\r\ngrpc-encoding: gzip\r\ngrpc-encoding: zstd";
        // When
        send(Direction.TO_SERVER, request(fields, Proto.frame(1, BodyTest.encode(Coding.GZIP, EVIL))));
        // Then
        assertThat(bench.events()).extracting(SecurityEvent::rule).containsExactly("content-coding");
    }

    @Test
    void messagesInABodyThatIsCompressedAsAWholeAreReadAllTheSame() {
        // Given
        flow.serverConnected();
        var body = BodyTest.encode(Coding.GZIP, Proto.frame(0, EVIL));
        // When
        send(Direction.TO_SERVER, request("Content-Type: application/grpc-web\r\nContent-Encoding: gzip", body));
        // Then
        assertThat(server.text()).isEmpty();
        assertThat(client.text()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aStreamOfAnswersLeavesMessageByMessage() {
        // Given
        flow.serverConnected();
        send(Direction.TO_SERVER, request("Content-Type: application/grpc-web", Proto.frame(0, CLEAN)));
        var first = Proto.join(head("Content-Type: application/grpc-web"), chunk(Proto.frame(0, CLEAN)));
        // When
        send(Direction.TO_CLIENT, first);
        var left = client.text();
        send(Direction.TO_CLIENT, chunk(Proto.frame(0, LEAK)));
        // Then
        assertThat(left).isEqualTo(new String(first, StandardCharsets.ISO_8859_1));
        assertThat(client.text()).isEqualTo(left);
        assertThat(client.reset).isTrue();
    }

    @Test
    void aLeakInTheFirstMessageOfAnAnswerIsReplaced() {
        // Given
        flow.serverConnected();
        send(Direction.TO_SERVER, request("Content-Type: application/grpc-web", Proto.frame(0, CLEAN)));
        // When
        send(Direction.TO_CLIENT, Proto.join(head("Content-Type: application/grpc-web"), chunk(Proto.frame(0, LEAK))));
        // Then
        assertThat(client.text()).startsWith("HTTP/1.1 403 ").doesNotContain("4111");
    }
}
