package io.bulwark.proxy.relay;

import static io.bulwark.proxy.stream.Direction.TO_CLIENT;
import static io.bulwark.proxy.stream.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.testing.NoLeaks;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Back-pressure, memory and time: what a flow does to peers that are slow, silent or wasteful. */
@ExtendWith(NoLeaks.class)
class FlowLimitsTest {
    private static final int ROOM = 32_768 + 65_536 + 65_536;
    private static final int OWN = 64 * 1024;
    private static final long MEMORY = 16L * ROOM;
    private static final Duration TICK = Duration.ofMillis(100);

    private FlowRig rig = FlowRig.connected();

    @AfterEach
    void stop() {
        rig.stop();
        assertThat(rig.meters.held).isZero();
        assertThat(rig.meters.ends).hasSize(1);
    }

    private void replace(FlowRig next) {
        rig.stop();
        rig = next;
    }

    /** Sends one byte in a buffer that takes as much memory as a buffer can. */
    private void sendAWastefulPiece() {
        rig.flow.received(TO_SERVER, Buffers.of(new byte[5000], 256 * 1024));
        rig.flow.readComplete();
    }

    @Test
    void aSideIsNotReadWhileTheOtherCannotTakeItsBytes() {
        // Given
        rig.server.writable = false;
        // When
        rig.clientSends("a");
        // Then
        assertThat(rig.client.events).containsExactly("pause");
        assertThat(rig.server.events).containsExactly("flush");
        rig.server.writable = true;
        rig.flow.writable();
        assertThat(rig.client.events).containsExactly("pause", "resume");
    }

    @Test
    void aConversationIsToldWhomWeDoNotRead() {
        // Given
        rig.clientSends("a");
        assertThat(rig.protocol.setting().reads(TO_SERVER)).isTrue();
        // When
        rig.server.writable = false;
        rig.clientSends("b");
        // Then
        assertThat(rig.protocol.setting().reads(TO_SERVER)).isFalse();
        assertThat(rig.protocol.setting().reads(TO_CLIENT)).isTrue();
        rig.server.writable = true;
        rig.flow.writable();
        assertThat(rig.protocol.setting().reads(TO_SERVER)).isTrue();
    }

    @Test
    void aSlowClientPausesTheServerAndNotItself() {
        // Given
        rig.client.writable = false;
        // When
        rig.serverSends("a");
        rig.clientSends("b");
        // Then
        assertThat(rig.server.events).containsExactly("pause", "flush");
        assertThat(rig.client.events).containsExactly("flush");
        assertThat(rig.server.text()).isEqualTo("b");
    }

    @Test
    void aClientIsNotReadWhileItLeavesTooManyOfOurAnswersUnread() {
        // Given
        var answer = new byte[OWN / 2];
        rig.protocol.onRead = (_, view) -> {
            rig.protocol.passage().discard(TO_SERVER, view.end());
            rig.protocol.passage().insert(TO_CLIENT, answer.clone());
        };
        rig.client.writable = false;
        // When
        rig.clientSends("a", "b");
        assertThat(rig.client.events).doesNotContain("pause");
        rig.clientSends("c");
        // Then
        assertThat(rig.client.events).containsOnlyOnce("pause").doesNotContain("resume");
        rig.client.writable = true;
        rig.flow.writable();
        assertThat(rig.client.events).endsWith("resume");
        assertThat(rig.client.written()).hasSize(3 * answer.length);
    }

    @Test
    void aServerIsNotReadWhileItLeavesTooManyOfOurFramesUnread() {
        // Given
        var credit = new byte[OWN + 1];
        rig.protocol.onRead = (direction, view) -> {
            rig.protocol.passage().discard(direction, view.end());
            rig.protocol.passage().insert(TO_SERVER, credit.clone());
        };
        rig.server.writable = false;
        // When
        rig.serverSends("a");
        // Then
        assertThat(rig.server.events).contains("pause").doesNotContain("resume");
        rig.server.writable = true;
        rig.flow.writable();
        assertThat(rig.server.events).endsWith("resume");
    }

    @Test
    void aSideIsNotReadWhileTooManyOfItsBytesAreHeld() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        // When
        rig.flow.received(TO_SERVER, Buffers.of(new byte[ROOM - 1], 0));
        assertThat(rig.client.events).isEmpty();
        rig.clientSends("x");
        // Then
        assertThat(rig.client.events).containsExactly("pause");
        rig.protocol.onTick = _ -> rig.protocol.passage().clear(TO_SERVER, ROOM);
        rig.passTime(TICK);
        assertThat(rig.client.events).containsExactly("pause", "resume");
        assertThat(rig.server.written()).hasSize(ROOM);
    }

    @Test
    void aClientThatSendsWhileTheServerIsDialledIsPausedWhenEnoughWaits() {
        // Given
        replace(FlowRig.dialling());
        rig.server.writable = false;
        rig.clientSends("a");
        assertThat(rig.client.events).isEmpty();
        rig.flow.received(TO_SERVER, Buffers.of(new byte[ROOM], 0));
        assertThat(rig.client.events).containsExactly("pause");
        // When
        rig.server.writable = true;
        rig.flow.serverConnected();
        // Then
        assertThat(rig.client.events).containsExactly("pause", "resume");
    }

    @Test
    void clearedPiecesThatWaitForTheServerPauseTheClientAndAreNoTrouble() {
        // Given
        replace(FlowRig.dialling());
        // When
        while (rig.client.events.isEmpty() && rig.meters.held <= MEMORY) {
            rig.flow.received(TO_SERVER, Buffers.of(new byte[] {'x'}, 2048));
        }
        // Then
        assertThat(rig.client.events).containsExactly("pause");
        assertThat(rig.meters.held).isBetween(MEMORY / 2, MEMORY);
        assertThat(rig.toServerJudge.asked).isEmpty();
        rig.flow.serverConnected();
        assertThat(rig.client.events).containsExactly("pause", "resume");
    }

    @Test
    void aPeerThatMakesUsHoldTooMuchMemoryIsTrouble() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.toServerJudge.denied.add(Trouble.LIMIT_EXCEEDED);
        // When
        while (rig.meters.ends.isEmpty() && rig.meters.held <= 2 * MEMORY) {
            sendAWastefulPiece();
        }
        // Then
        assertThat(rig.toServerJudge.asked).containsExactly("LIMIT_EXCEEDED held-memory @0", "end");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CUT);
        assertThat(rig.client.events).contains("reset");
        assertThat(rig.server.text()).isEmpty();
    }

    @Test
    void whereTheTableForwardsATooLargeFlowItPassesUnreadAndIsReportedOnce() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        // When
        for (var count = 0; count < 30; count++) {
            sendAWastefulPiece();
        }
        // Then
        assertThat(rig.toServerJudge.asked).containsExactly("LIMIT_EXCEEDED held-memory @0");
        assertThat(rig.server.written()).hasSize(150_000);
        assertThat(rig.meters.uninspected).containsEntry(Uninspected.LIMIT, 150_000L);
    }

    @Test
    void manyTinyPiecesThatAreHeldShareTheirMemory() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        // When
        for (var count = 0; count < 20_000; count++) {
            rig.flow.received(TO_SERVER, Buffers.of(new byte[] {'x'}, 2048));
        }
        // Then
        assertThat(rig.meters.held).isLessThanOrEqualTo(22 * 1024);
        assertThat(rig.toServerJudge.asked).isEmpty();
    }

    @Test
    void aProtocolThatCannotBeToldInTimeIsTrouble() {
        // Given
        rig.protocol.probeAnswer = Probe.Answer.MORE;
        rig.toServerJudge.denied.add(Trouble.DETECTION_TIMEOUT);
        rig.clientSends("G");
        // When
        rig.passTime(rig.limits.detectTimeout());
        assertThat(rig.meters.ends).isEmpty();
        rig.passTime(TICK);
        // Then
        assertThat(rig.toServerJudge.asked).contains("DETECTION_TIMEOUT detection-timeout @0");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CUT);
        assertThat(rig.server.text()).isEmpty();
    }

    @Test
    void whereTheTableForwardsThenEveryByteIsCounted() {
        // Given
        rig.protocol.probeAnswer = Probe.Answer.MORE;
        rig.clientSends("G", "x".repeat(5000));
        rig.serverSends("yy");
        // When
        rig.passTime(rig.limits.detectTimeout().plus(TICK));
        rig.clientSends("more");
        // Then
        assertThat(rig.server.written()).hasSize(5005);
        assertThat(rig.client.text()).isEqualTo("yy");
        assertThat(rig.meters.uninspected).containsEntry(Uninspected.DETECTION_TIMEOUT, 5007L);
    }

    @Test
    void aClientThatWaitsBeforeItsFirstByteHasTheWholeTimeFromThenOn() {
        // Given
        rig.protocol.probeAnswer = Probe.Answer.MORE;
        rig.passTime(rig.limits.detectTimeout().multipliedBy(3));
        rig.clientSends("G");
        // When
        rig.passTime(rig.limits.detectTimeout());
        // Then
        assertThat(rig.toServerJudge.asked).isEmpty();
        rig.protocol.probeAnswer = Probe.Answer.YES;
        rig.clientSends("ET");
        assertThat(rig.server.text()).isEqualTo("GET");
    }

    @Test
    void aSilentFlowIsEndedByTheIdleLimitAlone() {
        // When
        rig.passTime(rig.limits.idleTimeout());
        assertThat(rig.meters.ends).isEmpty();
        rig.passTime(TICK);
        // Then
        assertThat(rig.toServerJudge.asked).containsExactly("end");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.IDLE);
        assertThat(rig.client.events).containsExactly("reset");
    }

    @Test
    void bytesOfEitherSideKeepAFlowAlive() {
        // Given
        rig.clientSends("a");
        rig.passTime(rig.limits.idleTimeout());
        rig.serverSends("b");
        // When
        rig.passTime(rig.limits.idleTimeout());
        // Then
        assertThat(rig.meters.ends).isEmpty();
    }

    @Test
    void aReceiverThatTakesBytesSlowlyKeepsAFlowAlive() {
        // Given
        rig.client.writable = false;
        rig.serverSends("a");
        rig.passTime(rig.limits.idleTimeout());
        rig.client.writable = true;
        rig.flow.writable();
        // When
        rig.passTime(rig.limits.idleTimeout());
        // Then
        assertThat(rig.meters.ends).isEmpty();
    }

    @Test
    void aFlowThatPassesUnreadIsNotTickedAnyMore() {
        // Given
        rig.protocol.onRead = (_, _) -> {
            rig.protocol.passage().passUninspected(TO_SERVER, Uninspected.UPGRADE);
            rig.protocol.passage().passUninspected(TO_CLIENT, Uninspected.UPGRADE);
        };
        rig.protocol.onTick = _ -> {
            throw new AssertionError("an unread flow must not be asked");
        };
        rig.clientSends("a");
        // When
        rig.passTime(TICK);
        // Then
        assertThat(rig.meters.ends).isEmpty();
    }
}
