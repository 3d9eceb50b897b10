package io.bulwark.proxy.relay;

import static io.bulwark.proxy.stream.Direction.TO_CLIENT;
import static io.bulwark.proxy.stream.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.testing.NoLeaks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What leaves a flow, and in which order. */
@ExtendWith(NoLeaks.class)
class FlowTest {
    private FlowRig rig = FlowRig.connected();

    @AfterEach
    void stop() {
        rig.stop();
        assertThat(rig.meters.held).isZero();
        assertThat(rig.meters.ends).hasSize(1);
    }

    @Test
    void bytesLeaveAsTheyCameInBothDirections() {
        // Given
        var random = new Random(11);
        var toServer = new ByteArrayOutputStream();
        var toClient = new ByteArrayOutputStream();
        // When
        for (var count = 0; count < 300; count++) {
            var piece = new byte[1 + random.nextInt(3000)];
            random.nextBytes(piece);
            var direction = random.nextBoolean() ? TO_SERVER : TO_CLIENT;
            (direction == TO_SERVER ? toServer : toClient).writeBytes(piece);
            rig.flow.received(direction, Buffers.of(piece, 2048));
        }
        rig.flow.readComplete();
        // Then
        assertThat(rig.server.written()).isEqualTo(toServer.toByteArray());
        assertThat(rig.client.written()).isEqualTo(toClient.toByteArray());
        assertThat(rig.meters.forwarded)
                .containsEntry(TO_SERVER, (long) toServer.size())
                .containsEntry(TO_CLIENT, (long) toClient.size());
        assertThat(rig.meters.uninspected).isEmpty();
    }

    @Test
    void allThatWasReadAtOnceIsFlushedOnce() {
        // When
        rig.clientSends("a", "b", "c");
        // Then
        assertThat(rig.server.events).containsExactly("flush");
        assertThat(rig.client.events).isEmpty();
    }

    @Test
    void heldBytesLeaveWhenTheyAreClearedLater() {
        // Given
        rig.protocol.onRead = (direction, view) -> {
            if (ScriptedProtocol.text(view).endsWith("!")) {
                rig.protocol.passage().clear(direction, view.end());
            }
        };
        rig.clientSends("hold ", "this ");
        assertThat(rig.server.text()).isEmpty();
        assertThat(rig.meters.held).isPositive();
        // When
        rig.clientSends("now!");
        // Then
        assertThat(rig.server.text()).isEqualTo("hold this now!");
        assertThat(rig.meters.held).isZero();
    }

    @Test
    void aDeniedMessageIsReplacedByItsRefusalAndTheNextOneInTheSameBufferLeaves() {
        // Given
        rig.protocol.onRead = (_, view) -> {
            rig.protocol.passage().discard(TO_SERVER, view.offset() + 4);
            rig.protocol.passage().insert(TO_CLIENT, "no".getBytes(StandardCharsets.US_ASCII));
            rig.protocol.passage().clear(TO_SERVER, view.end());
        };
        // When
        rig.clientSends("EVILgood");
        // Then
        assertThat(rig.server.text()).isEqualTo("good");
        assertThat(rig.client.text()).isEqualTo("no");
        assertThat(rig.client.events).containsExactly("flush");
    }

    @Test
    void undecidedBytesAreReadAgainOnRequestFromThePlaceReached() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.clientSends("abc", "def");
        rig.protocol.calls.clear();
        rig.protocol.onRead = (direction, view) -> {
            if (direction == TO_CLIENT) {
                rig.protocol.passage().clear(TO_SERVER, 2);
                rig.protocol.passage().reread(TO_SERVER);
            } else {
                rig.protocol.passage().clear(direction, view.end());
            }
        };
        // When
        rig.serverSends("go");
        // Then
        assertThat(rig.protocol.calls).containsExactly("TO_CLIENT@0 go", "TO_SERVER@2 cdef");
        assertThat(rig.server.text()).isEqualTo("abcdef");
    }

    @Test
    void aReadAgainGoesThroughAllBuffersAndAlsoTellsOfTheEnd() {
        // Given
        var big = "x".repeat(5000);
        rig.protocol.onRead = (_, _) -> {};
        rig.clientSends(big, "tail");
        rig.flow.ended(TO_SERVER);
        rig.protocol.calls.clear();
        rig.protocol.onRead = (direction, view) -> {
            if (direction == TO_CLIENT) {
                rig.protocol.passage().reread(TO_SERVER);
            }
        };
        // When
        rig.serverSends("go");
        // Then
        assertThat(rig.protocol.calls)
                .containsExactly("TO_CLIENT@0 go", "TO_SERVER@0 " + big, "TO_SERVER@5000 tail", "TO_SERVER ended");
    }

    @Test
    void bytesThatWereDecidedDuringAReadAgainAreNotReadOnceMore() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.clientSends("x".repeat(5000), "y".repeat(5000));
        rig.protocol.calls.clear();
        rig.protocol.onRead = (direction, _) -> {
            if (direction == TO_CLIENT) {
                rig.protocol.passage().reread(TO_SERVER);
            } else {
                rig.protocol.passage().clear(TO_SERVER, 7000);
            }
        };
        // When
        rig.serverSends("go");
        // Then
        assertThat(rig.protocol.calls).hasSize(3).last().isEqualTo("TO_SERVER@7000 " + "y".repeat(3000));
        assertThat(rig.server.written()).hasSize(7000);
    }

    @Test
    void aFlowThatIsNotRecognisedPassesWholeThoughItsBytesLieInSeveralBuffers() {
        // Given
        rig.protocol.probeAnswer = Probe.Answer.MORE;
        rig.clientSends("a", "b".repeat(5000));
        rig.serverSends("c", "d".repeat(5000));
        rig.protocol.probeAnswer = Probe.Answer.NO;
        // When
        rig.clientSends("e");
        // Then
        assertThat(rig.server.text()).isEqualTo("a" + "b".repeat(5000) + "e");
        assertThat(rig.client.text()).isEqualTo("c" + "d".repeat(5000));
        assertThat(rig.meters.uninspected).containsExactlyEntriesOf(Map.of(Uninspected.UNKNOWN_PROTOCOL, 10_003L));
    }

    @Test
    void aConversationIsNotAskedAboutALaneThatPasses() {
        // Given
        rig.protocol.onRead = (direction, view) -> {
            if (ScriptedProtocol.text(view).equals("upgrade")) {
                rig.protocol.passage().passUninspected(direction, Uninspected.UPGRADE);
                rig.protocol.passage().reread(direction);
            }
        };
        // When
        rig.clientSends("upgrade", "more");
        rig.flow.ended(TO_SERVER);
        // Then
        assertThat(rig.protocol.calls).containsExactly("TO_SERVER@0 upgrade");
        assertThat(rig.meters.uninspected).containsEntry(Uninspected.UPGRADE, 11L);
        assertThat(rig.server.text()).isEqualTo("upgrademore");
    }

    @Test
    void theEndOfALaneThatPassesIsNotToldEvenWhenItPassesLate() {
        // Given
        rig.protocol.onRead = (direction, _) -> {
            if (direction == TO_CLIENT) {
                rig.protocol.passage().passUninspected(TO_SERVER, Uninspected.UPGRADE);
                rig.protocol.passage().reread(TO_SERVER);
            }
        };
        rig.clientSends("held");
        rig.flow.ended(TO_SERVER);
        rig.protocol.calls.clear();
        // When
        rig.serverSends("go");
        // Then
        assertThat(rig.protocol.calls).containsExactly("TO_CLIENT@0 go");
        assertThat(rig.server.text()).isEqualTo("held");
        assertThat(rig.server.events).contains("fin");
    }

    @Test
    void bytesOfTheClientWaitUntilTheServerIsConnected() {
        // Given
        replace(FlowRig.dialling());
        rig.clientSends("early ", "bytes");
        assertThat(rig.server.text()).isEmpty();
        assertThat(rig.meters.held).isPositive();
        // When
        rig.flow.serverConnected();
        // Then
        assertThat(rig.server.text()).isEqualTo("early bytes");
        assertThat(rig.server.events).containsExactly("flush");
        assertThat(rig.meters.held).isZero();
    }

    @Test
    void aServerMaySpeakFirst() {
        // When
        rig.serverSends("greeting");
        rig.clientSends("login");
        // Then
        assertThat(rig.client.text()).isEqualTo("greeting");
        assertThat(rig.server.text()).isEqualTo("login");
        assertThat(rig.protocol.calls).containsExactly("TO_CLIENT@0 greeting", "TO_SERVER@0 login");
    }

    @Test
    void bytesHeldDuringDetectionAreReadByTheConversationFromTheStart() {
        // Given
        rig.protocol.probeAnswer = Probe.Answer.MORE;
        rig.serverSends("hello");
        rig.clientSends("GE");
        assertThat(rig.server.text() + rig.client.text()).isEmpty();
        rig.protocol.probeAnswer = Probe.Answer.YES;
        // When
        rig.clientSends("T /");
        // Then
        assertThat(rig.protocol.calls).containsExactly("TO_SERVER@0 GET /", "TO_CLIENT@0 hello");
        assertThat(rig.server.text()).isEqualTo("GET /");
        assertThat(rig.client.text()).isEqualTo("hello");
    }

    @Test
    void everyByteOfAnUnknownProtocolIsCountedByReason() {
        // Given
        replace(FlowRig.unknownProtocol());
        // When
        rig.clientSends("12345", "67890");
        rig.serverSends("abc");
        // Then
        assertThat(rig.server.text()).isEqualTo("1234567890");
        assertThat(rig.client.text()).isEqualTo("abc");
        assertThat(rig.meters.uninspected).containsExactlyEntriesOf(Map.of(Uninspected.UNKNOWN_PROTOCOL, 13L));
        assertThat(rig.toServerJudge.asked)
                .containsExactly("begin unknown", "decide unknown", "UNREADABLE unknown-protocol @0", "end");
    }

    @Test
    void anUnknownProtocolThatTheAllowlistDeniesIsCutBeforeAByteLeaves() {
        // Given
        replace(FlowRig.unknownProtocol());
        rig.toServerJudge.deniesOperations = true;
        // When
        rig.clientSends("12345");
        // Then
        assertThat(rig.server.text()).isEmpty();
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.server.events).containsExactly("reset");
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CUT);
        assertThat(rig.meters.uninspected).isEmpty();
    }

    @Test
    void anUnknownProtocolThatTheFailureTableDeniesIsCutBeforeAByteLeaves() {
        // Given
        replace(FlowRig.unknownProtocol());
        rig.toClientJudge.denied.add(Trouble.UNREADABLE);
        // When
        rig.serverSends("12345");
        // Then
        assertThat(rig.client.text()).isEmpty();
        assertThat(rig.meters.ends).containsExactly(FlowEnd.CUT);
    }

    @Test
    void aFaultInAConversationLeaksNothingWhenTheFlowIsAborted() {
        // Given
        rig.protocol.onRead = (_, view) -> {
            rig.protocol.passage().clear(TO_SERVER, view.offset() + 1);
            rig.protocol.passage().discard(TO_SERVER, view.offset() + 2);
            throw new IllegalStateException("planned fault");
        };
        // When
        assertThatThrownBy(() -> rig.clientSends("abcdef")).isInstanceOf(IllegalStateException.class);
        rig.flow.abort(FlowEnd.CUT);
        rig.flow.tick(rig.nanos);
        // Then
        assertThat(rig.server.text()).isEmpty();
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.meters.held).isZero();
    }

    @Test
    void aFaultInAJudgeAtTheEndLeaksNothingAndLeavesNoSocketOpen() {
        // Given
        rig.protocol.onRead = (_, _) -> {};
        rig.clientSends("held");
        rig.toServerJudge.failsAtEnd = true;
        // When
        assertThatThrownBy(() -> rig.flow.abort(FlowEnd.CUT)).isInstanceOf(IllegalStateException.class);
        // Then
        assertThat(rig.client.events).containsExactly("reset");
        assertThat(rig.server.events).containsExactly("reset");
        assertThat(rig.meters.held).isZero();
    }

    @Test
    void theDestinationAndThePhaseAreShownButNoPayload() {
        // When
        rig.clientSends("secret");
        rig.passTime(Duration.ofMillis(1));
        // Then
        assertThat(rig.flow.toString())
                .contains("f-1", "127.0.0.1:80", "Talking")
                .doesNotContain("secret");
    }

    private void replace(FlowRig next) {
        rig.stop();
        rig = next;
    }
}
