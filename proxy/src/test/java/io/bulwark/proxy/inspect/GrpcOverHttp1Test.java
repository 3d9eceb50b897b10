package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.Proto;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

    private final RuleFlow flow = new RuleFlow(Bench.enforcing());

    @AfterEach
    void stop() {
        flow.close();
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
        var flags = coding == Coding.IDENTITY ? 0 : 1;
        var good = request(fields, Proto.frame(flags, BodyTest.encode(coding, CLEAN)));
        // When
        flow.send(Direction.TO_SERVER, good);
        flow.send(Direction.TO_SERVER, request(fields, Proto.frame(flags, BodyTest.encode(coding, EVIL))));
        // Then
        assertThat(flow.toServer()).isEqualTo(new String(good, StandardCharsets.ISO_8859_1));
        assertThat(flow.bench.events())
                .extracting(SecurityEvent::rule, SecurityEvent::field)
                .containsExactly(tuple("sqli-union", "grpc.string"));
    }

    @Test
    void anAttackInBase64IsRefused() {
        // Given
        var body = Base64.getEncoder().encode(Proto.frame(0, EVIL));
        // When
        flow.send(Direction.TO_SERVER, request("Content-Type: application/grpc-web-text", body));
        // Then
        assertThat(flow.toServer()).isEmpty();
        assertThat(flow.toClient()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aMessageTwiceInCodingsThatDifferIsNotGuessed() {
        // Given
        var fields = "Content-Type: application/grpc-web\r\ngrpc-encoding: gzip\r\ngrpc-encoding: zstd";
        // When
        flow.send(Direction.TO_SERVER, request(fields, Proto.frame(1, BodyTest.encode(Coding.GZIP, EVIL))));
        // Then
        assertThat(flow.bench.events()).extracting(SecurityEvent::rule).containsExactly("content-coding");
    }

    @Test
    void messagesInABodyThatIsCompressedAsAWholeAreReadAllTheSame() {
        // Given
        var body = BodyTest.encode(Coding.GZIP, Proto.frame(0, EVIL));
        // When
        flow.send(Direction.TO_SERVER, request("Content-Type: application/grpc-web\r\nContent-Encoding: gzip", body));
        // Then
        assertThat(flow.toServer()).isEmpty();
        assertThat(flow.toClient()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aStreamOfAnswersLeavesMessageByMessage() {
        // Given
        flow.send(Direction.TO_SERVER, request("Content-Type: application/grpc-web", Proto.frame(0, CLEAN)));
        var first = Proto.join(head("Content-Type: application/grpc-web"), chunk(Proto.frame(0, CLEAN)));
        // When
        flow.send(Direction.TO_CLIENT, first);
        var left = flow.toClient();
        flow.send(Direction.TO_CLIENT, chunk(Proto.frame(0, LEAK)));
        // Then
        assertThat(left).isEqualTo(new String(first, StandardCharsets.ISO_8859_1));
        assertThat(flow.toClient()).isEqualTo(left);
        assertThat(flow.clientWasReset()).isTrue();
    }

    @Test
    void aLeakInTheFirstMessageOfAnAnswerIsReplaced() {
        // Given
        flow.send(Direction.TO_SERVER, request("Content-Type: application/grpc-web", Proto.frame(0, CLEAN)));
        // When
        flow.send(
                Direction.TO_CLIENT,
                Proto.join(head("Content-Type: application/grpc-web"), chunk(Proto.frame(0, LEAK))));
        // Then
        assertThat(flow.toClient()).startsWith("HTTP/1.1 403 ").doesNotContain("4111");
    }
}
