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
}
