package io.bulwark.proxy.relay;

import static io.bulwark.proxy.stream.Direction.TO_CLIENT;
import static io.bulwark.proxy.stream.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.testing.NoLeaks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a flow ends, and that nothing is lost or left over then. */
@ExtendWith(NoLeaks.class)
class FlowEndTest {
    private FlowRig rig = FlowRig.connected();

    @AfterEach
    void stop() {
        rig.stop();
        assertThat(rig.meters.held).isZero();
        assertThat(rig.meters.ends).hasSize(1);
    }

    private void useDiallingFlow() {
        rig.stop();
        rig = FlowRig.dialling();
    }

    private static byte[] refusal() {
        return "403".getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void theClientsFinIsCarriedOnWhileTheServerMayStillAnswer() {
        // Given
        rig.clientSends("request");
        // When
        rig.flow.ended(TO_SERVER);
        rig.serverSends("answer");
        // Then
        assertThat(rig.server.text()).isEqualTo("request");
        assertThat(rig.server.events).containsExactly("flush", "fin");
        assertThat(rig.client.text()).isEqualTo("answer");
        assertThat(rig.client.over()).isFalse();
    }

    @Test
    void theServersFinIsCarriedOnWhileTheClientMayStillSend() {
        // Given
        rig.serverSends("bye");
        // When
        rig.flow.ended(TO_CLIENT);
        rig.clientSends("more");
        // Then
        assertThat(rig.client.events).containsExactly("flush", "fin");
        assertThat(rig.server.text()).isEqualTo("more");
        assertThat(rig.server.over()).isFalse();
    }

    @Test
    void whenBothSidesHaveEndedTheFlowIsOverWithoutAReset() {
        // Given
        rig.clientSends("request");
        rig.flow.ended(TO_SERVER);
        // When
        rig.flow.ended(TO_CLIENT);
        // Then
        assertThat(rig.client.events).containsExactly("fin", "close");
        assertThat(rig.server.events).containsExactly("flush", "fin", "close");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CLOSED);
    }

    @Test
    void aFinWaitsForTheHeldBytesBeforeIt() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.clientSends("held");
        // When
        rig.flow.ended(TO_SERVER);
        // Then
        assertThat(rig.server.events).doesNotContain("fin");
        rig.protocol.onTick = _ -> rig.protocol.passage().clear(TO_SERVER, 4);
        rig.passTime(Duration.ofMillis(100));
        assertThat(rig.server.text()).isEqualTo("held");
        assertThat(rig.server.events.getLast()).isEqualTo("fin");
    }

    @Test
    void theConversationMayDecideAtTheEndOfALane() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.protocol.onEnded = direction -> rig.protocol.passage().clear(direction, 4);
        rig.serverSends("body");
        // When
        rig.flow.ended(TO_CLIENT);
        // Then
        assertThat(rig.client.text()).isEqualTo("body");
        assertThat(rig.client.events).contains("fin");
    }

    @Test
    void aFinBeforeTheServerIsConnectedFollowsTheBytesThatWait() {
        // Given
        useDiallingFlow();
        rig.clientSends("request");
        rig.flow.ended(TO_SERVER);
        assertThat(rig.server.events).isEmpty();
        // When
        rig.flow.serverConnected();
        // Then
        assertThat(rig.server.text()).isEqualTo("request");
        assertThat(rig.server.events.getLast()).isEqualTo("fin");
    }

    @Test
    void anEndThatIsToldTwiceCountsOnce() {
        // When
        rig.flow.ended(TO_SERVER);
        rig.flow.ended(TO_SERVER);
        // Then
        assertThat(rig.server.events).containsExactly("fin");
    }

    @Test
    void aServerThatCannotBeReachedIsAResetForTheClient() {
        // Given
        useDiallingFlow();
        rig.clientSends("request");
        // When
        rig.flow.serverUnreachable();
        // Then
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.UNREACHABLE);
    }

    @Test
    void aResetIsCarriedOverToTheOtherSide() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.serverSends("half an answer");
        // When
        rig.flow.broken(TO_CLIENT);
        // Then
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.client.text()).isEmpty();
        assertThat(rig.meters.ends).containsExactly(FlowEnd.RESET);
    }

    @Test
    void aFinishedFlowSendsItsAnswerAndAFinAndLingersForTheClient() {
        // Given
        rig.protocol.onRead = (_, view) -> {
            rig.protocol.passage().discard(TO_SERVER, view.end());
            rig.protocol.passage().insert(TO_CLIENT, refusal());
            rig.protocol.passage().finish();
        };
        // When
        rig.clientSends("evil");
        rig.clientSends("and more of it");
        rig.serverSends("too late");
        // Then
        assertThat(rig.client.text()).isEqualTo("403");
        assertThat(rig.client.events).containsExactly("fin");
        assertThat(rig.server.text()).isEmpty();
        rig.flow.ended(TO_SERVER);
        assertThat(rig.client.events).containsExactly("fin", "close");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CLOSED);
    }

    @Test
    void aFinishedFlowDoesNotLingerForEver() {
        // Given
        rig.protocol.onRead = (_, _) -> rig.protocol.passage().finish();
        rig.clientSends("evil");
        // When
        rig.passTime(Duration.ofMillis(1900));
        assertThat(rig.client.over()).isFalse();
        rig.passTime(Duration.ofMillis(200));
        // Then
        assertThat(rig.client.events).containsExactly("fin", "close");
        assertThat(rig.server.events).containsExactly("close");
    }

    @Test
    void whatWasClearedBeforeTheFinishStillReachesTheServer() {
        // Given
        rig.protocol.onRead = (_, _) -> {
            rig.protocol.passage().clear(TO_SERVER, 2);
            rig.protocol.passage().finish();
        };
        // When
        rig.clientSends("okevil");
        // Then
        assertThat(rig.server.text()).isEqualTo("ok");
        assertThat(rig.server.events).containsExactly("flush");
    }

    @Test
    void aServerThatResetsOrCannotBeReachedDoesNotDestroyTheAnswerOfAFinishedFlow() {
        // Given
        useDiallingFlow();
        rig.protocol.onRead = (_, view) -> {
            rig.protocol.passage().discard(TO_SERVER, view.end());
            rig.protocol.passage().insert(TO_CLIENT, refusal());
            rig.protocol.passage().finish();
        };
        rig.clientSends("evil");
        // When
        rig.flow.serverUnreachable();
        rig.flow.broken(TO_CLIENT);
        // Then
        assertThat(rig.client.text()).isEqualTo("403");
        assertThat(rig.client.events).containsExactly("fin");
        rig.flow.ended(TO_SERVER);
        assertThat(rig.client.events).containsExactly("fin", "close");
    }

    @Test
    void aClientThatResetsEndsAFinishedFlowAtOnce() {
        // Given
        rig.protocol.onRead = (_, _) -> rig.protocol.passage().finish();
        rig.clientSends("evil");
        // When
        rig.flow.broken(TO_SERVER);
        // Then
        assertThat(rig.meters.ends).containsExactly(FlowEnd.RESET);
    }

    @Test
    void aCutInTheMiddleOfAReadFreesNothingThatIsStillInUse() {
        // Given
        var buffer = Buffers.of("abcdef");
        rig.protocol.onRead = (_, view) -> {
            rig.protocol.passage().clear(TO_SERVER, 3);
            rig.protocol.passage().cut();
            // Then
            assertThat(buffer.refCnt()).isPositive();
            assertThat(ScriptedProtocol.text(view)).isEqualTo("abcdef");
            assertThat(rig.client.over()).isFalse();
        };
        // When
        rig.flow.received(TO_SERVER, buffer);
        // Then
        assertThat(buffer.refCnt()).isZero();
        assertThat(rig.server.text()).isEmpty();
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CUT);
    }

    @Test
    void nothingIsReadAfterACut() {
        // Given
        rig.protocol.onRead = (_, _) -> {
            rig.protocol.passage().reread(TO_SERVER);
            rig.protocol.passage().cut();
        };
        // When
        rig.clientSends("abc", "def");
        rig.serverSends("ghi");
        rig.flow.ended(TO_CLIENT);
        // Then
        assertThat(rig.protocol.calls).containsExactly("TO_SERVER@0 abc");
        assertThat(rig.server.text() + rig.client.text()).isEmpty();
    }

    @Test
    void aTickMayCutAndMayFinish() {
        // Given
        rig.protocol.onTick = _ -> rig.protocol.passage().cut();
        rig.clientSends("abc");
        // When
        rig.passTime(Duration.ofMillis(100));
        // Then
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CUT);
    }

    @Test
    void bytesThatArriveAfterTheEndAreFreed() {
        // Given
        rig.flow.broken(TO_SERVER);
        var buffer = Buffers.of("late");
        // When
        rig.flow.received(TO_CLIENT, buffer);
        rig.flow.serverConnected();
        rig.flow.writable();
        rig.flow.readComplete();
        // Then
        assertThat(buffer.refCnt()).isZero();
        assertThat(rig.client.events).containsExactly("reset");
    }

    @Test
    void drainingEndsAFlowOnlyWhenNothingIsUnderWay() {
        // Given
        rig.clientSends("request");
        assertThat(rig.flow.drain()).isFalse();
        // When
        rig.protocol.idle = true;
        // Then
        assertThat(rig.flow.drain()).isTrue();
        assertThat(rig.client.events).containsExactly("close");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.DRAINED);
    }

    @Test
    void drainingEndsAFlowWhoseClientHasNotSpoken() {
        assertThat(rig.flow.drain()).isTrue();
    }

    @Test
    void aSocketThatBreaksWhileItIsWrittenToEndsTheFlowCleanly() {
        // Given
        rig.server.onWrite = () -> rig.flow.broken(TO_CLIENT);
        rig.protocol.onRead = (_, view) -> {
            if (view.end() == 10_000) {
                rig.protocol.passage().clear(TO_SERVER, 10_000);
                rig.protocol.passage().insert(TO_CLIENT, refusal());
            }
        };
        // When
        rig.clientSends("x".repeat(5000), "y".repeat(5000));
        // Then
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.client.text()).isEmpty();
        assertThat(rig.meters.ends).containsExactly(FlowEnd.RESET);
    }
}
