package io.bulwark.proxy.protocol.tls;

import static io.bulwark.proxy.stream.Direction.TO_CLIENT;
import static io.bulwark.proxy.stream.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.FakeFlow;
import io.bulwark.proxy.protocol.FakeJudge;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a TLS flow whose hello is whole, never ends, or is cut short by the server. */
class TlsConversationTest {
    private static final Limits LIMITS = Limits.defaults();
    private static final Duration TICK = Duration.ofMillis(100);

    /** A record of 64 bytes that promises a ClientHello of 60, and the first three of them. */
    private static final byte[] START = {0x16, 3, 1, 0, 0x40, 1, 0, 0, 0x3C, 3, 3, 7};

    private final FakeJudge toServer = judge(Set.of());
    private final FakeFlow flow = new FakeFlow(new TlsProtocol(), LIMITS, toServer, judge(Set.of()));

    private static FakeJudge judge(Set<Trouble> forwarded) {
        return new FakeJudge(List.of(), forwarded, Set.of());
    }

    @Test
    void aHelloThatStopsInTheMiddleIsADetectionTimeout() {
        // Given
        flow.send(TO_SERVER, START);
        flow.pass(LIMITS.detectTimeout());
        assertThat(flow.outcome()).isEqualTo("open");
        // When
        flow.pass(TICK);
        // Then
        assertThat(toServer.events())
                .containsExactly(
                        "begin tls HELLO ",
                        "forward tls HELLO ",
                        "trouble DETECTION_TIMEOUT detection-timeout at 0 denied",
                        "end");
        assertThat(flow.outcome()).isEqualTo("cut");
        assertThat(flow.left(TO_SERVER)).isEmpty();
    }

    @Test
    void bytesThatTrickleInDoNotGiveAHelloMoreTime() {
        // Given
        flow.send(TO_SERVER, START);
        for (var second = 0; second < LIMITS.detectTimeout().toSeconds(); second++) {
            flow.pass(Duration.ofSeconds(1));
            flow.send(TO_SERVER, new byte[1]);
        }
        // When
        flow.pass(TICK);
        // Then
        assertThat(flow.outcome()).isEqualTo("cut");
    }

    @Test
    void whereTheTableForwardsAHelloThatStopsPassesUnreadAndCounted() {
        // Given
        var lenient = judge(Set.of(Trouble.DETECTION_TIMEOUT));
        var forwarding = new FakeFlow(new TlsProtocol(), LIMITS, lenient, lenient);
        forwarding.send(TO_SERVER, START);
        // When
        forwarding.pass(LIMITS.detectTimeout().plus(TICK));
        // Then
        assertThat(forwarding.outcome()).isEqualTo("uninspected detection-timeout");
        assertThat(forwarding.left(TO_SERVER)).isEqualTo(START);
    }

    @Test
    void aServerThatAnswersBeforeTheHelloIsOverIsNotWaitedFor() {
        // Given
        flow.send(TO_SERVER, START);
        // When
        flow.send(TO_CLIENT, new byte[] {0x15, 3, 1, 0, 2, 2, 40});
        // Then
        assertThat(toServer.events()).containsExactly("begin tls HELLO ", "forward tls HELLO ", "end");
        assertThat(flow.outcome()).isEqualTo("cut");
    }

    /** A ClientHello that says nothing but its version. */
    private static byte[] hello() {
        var body = new byte[2 + 32 + 1 + 2 + 2 + 1 + 1];
        body[0] = 3;
        body[1] = 3;
        body[36] = 2;
        body[39] = 1;
        var hello = new byte[9 + body.length];
        hello[0] = 0x16;
        hello[1] = 3;
        hello[2] = 1;
        hello[4] = (byte) (4 + body.length);
        hello[5] = 1;
        hello[8] = (byte) body.length;
        System.arraycopy(body, 0, hello, 9, body.length);
        return hello;
    }

    private FakeFlow letThrough(FakeJudge server, byte... answer) {
        var passing = new FakeFlow(new TlsProtocol(), LIMITS, judge(Set.of(Trouble.UNREADABLE)), server);
        passing.send(TO_SERVER, hello());
        passing.send(TO_CLIENT, answer);
        return passing;
    }

    @Test
    void whatTheServerAnswersPassesAndSaysWhetherItTookTheHello() {
        // Given
        var taken = judge(Set.of());
        var refused = judge(Set.of());
        // When
        var open = letThrough(taken, (byte) 0x16, (byte) 3);
        var closed = letThrough(refused, (byte) 0x15, (byte) 3);
        // Then
        assertThat(open.left(TO_CLIENT)).containsExactly(0x16, 3);
        assertThat(closed.left(TO_CLIENT)).containsExactly(0x15, 3);
        assertThat(taken.events()).containsExactly("outcome 1 succeeded");
        assertThat(refused.events()).containsExactly("outcome 1 failed");
    }
}
