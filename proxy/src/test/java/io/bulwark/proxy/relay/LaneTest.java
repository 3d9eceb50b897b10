package io.bulwark.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.testing.NoLeaks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class LaneTest {
    private final Lane lane = new Lane();
    private final Clearance clearance = new Clearance();
    private final ByteView view = new ByteView();
    private final FakeEndpoint receiver = new FakeEndpoint();

    @AfterEach
    void closeTheLane() {
        receiver.sent();
        lane.close();
        assertThat(lane.capacity()).isZero();
        assertThat(lane.pending()).isZero();
    }

    private String adopt(String text) {
        return text(lane.adopt(Buffers.of(text), view));
    }

    private void clear(long upTo) {
        clearance.advance(upTo);
        lane.release(clearance);
    }

    private void discard(long upTo) {
        clearance.advance(upTo);
        lane.discard(clearance);
    }

    private String given() {
        lane.give(receiver);
        lane.settle();
        return receiver.text();
    }

    private static String text(ByteView view) {
        var bytes = new byte[view.length()];
        view.copyTo(0, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsNotDecidedStays() {
        // Given
        adopt("abcdef");
        clear(2);
        // When
        var given = given();
        // Then
        assertThat(given).isEqualTo("ab");
        assertThat(lane.pending()).isEqualTo(4);
        assertThat(lane.decided()).isEqualTo(2);
        assertThat(lane.received()).isEqualTo(6);
        assertThat(lane.forwarded()).isEqualTo(2);
    }

    @Test
    void aWholeBufferLeavesByReferenceAndNotAsACopy() {
        // Given
        receiver.slow = true;
        var buffer = Buffers.of("abc");
        lane.adopt(buffer, view);
        // When
        clear(3);
        lane.give(receiver);
        // Then
        assertThat(buffer.refCnt()).isEqualTo(1);
        assertThat(lane.capacity()).isZero();
    }

    @Test
    void whatIsPutInStandsAtThePlaceReached() {
        // Given
        adopt("abcdef");
        // When
        clear(2);
        lane.insert(new byte[] {'-'});
        discard(4);
        lane.insert(new byte[] {'+', '+'});
        clear(6);
        // Then
        assertThat(given()).isEqualTo("ab-++ef");
        assertThat(lane.forwarded()).isEqualTo(7);
        assertThat(lane.capacity()).isZero();
    }

    @Test
    void aDroppedBufferIsReadableUntilTheLaneSettles() {
        // Given
        lane.adopt(Buffers.of("abc"), view);
        // When
        discard(3);
        // Then
        assertThat(text(view)).isEqualTo("abc");
        assertThat(lane.capacity()).isZero();
        lane.settle();
        assertThat(given()).isEmpty();
    }

    @Test
    void moreThanWasReceivedCannotBeDecided() {
        // Given
        adopt("abc");
        // Then
        assertThatThrownBy(() -> clear(4)).isInstanceOf(IllegalStateException.class);
        assertThat(given()).isEmpty();
    }

    @Test
    void smallPiecesShareTheRoomOfTheBufferBeforeThem() {
        // Given
        adopt("first");
        var capacity = lane.capacity();
        // When
        for (var count = 0; count < 100; count++) {
            assertThat(adopt("piece" + (count % 10))).isEqualTo("piece" + (count % 10));
        }
        // Then
        assertThat(lane.capacity()).isEqualTo(capacity);
        assertThat(lane.received()).isEqualTo(605);
        assertThat(view.end()).isEqualTo(605);
    }

    @Test
    void aPieceDoesNotShareABufferThatIsPartlyInFlight() {
        // Given
        receiver.slow = true;
        adopt("abcdef");
        clear(3);
        lane.give(receiver);
        var capacity = lane.capacity();
        // When
        adopt("ghi");
        // Then
        assertThat(lane.capacity()).isGreaterThan(capacity);
        clear(9);
        lane.give(receiver);
        receiver.sent();
        assertThat(receiver.text()).isEqualTo("abcdefghi");
    }

    @Test
    void aPieceSharesABufferAgainWhenWhatWasInFlightIsSent() {
        // Given
        receiver.slow = true;
        adopt("abcdef");
        clear(3);
        lane.give(receiver);
        receiver.sent();
        var capacity = lane.capacity();
        // When
        var seen = adopt("ghi");
        // Then
        assertThat(lane.capacity()).isEqualTo(capacity);
        assertThat(seen).isEqualTo("ghi");
        clear(9);
        lane.give(receiver);
        receiver.sent();
        assertThat(receiver.text()).isEqualTo("abcdefghi");
    }

    @Test
    void memoryIsCountedByWhatTheBuffersTakeAndNotByTheirBytes() {
        // When
        lane.adopt(Buffers.of(new byte[1], 8192), view);
        lane.adopt(Buffers.of(new byte[5000], 16_384), view);
        // Then
        assertThat(lane.capacity()).isEqualTo(8192 + 16_384);
        assertThat(lane.pending()).isEqualTo(5001);
    }

    @Test
    void everyHeldOffsetCanBeLookedAt() {
        // Given
        var random = new Random(3);
        var model = new byte[12_000];
        random.nextBytes(model);
        for (var at = 0; at < model.length; at += 4000) {
            lane.adopt(Buffers.of(Arrays.copyOfRange(model, at, at + 4000), 4000), view);
        }
        clear(1500);
        // Then
        for (var offset = 1500; offset < model.length; offset++) {
            var seen = lane.look(offset, view);
            assertThat(seen.offset()).isEqualTo(offset);
            assertThat(seen.end()).isEqualTo((offset / 4000 + 1) * 4000L);
            assertThat(seen.get(0)).isEqualTo(model[offset]);
            assertThat(seen.get(seen.length() - 1)).isEqualTo(model[(int) seen.end() - 1]);
        }
        assertThatThrownBy(() -> lane.look(1499, view)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lane.look(12_000, view)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anySequenceOfDecisionsForwardsExactlyWhatTheModelSays(long seed) {
        // Given
        var random = new Random(seed);
        var received = new ByteArrayOutputStream();
        var expected = new ByteArrayOutputStream();
        // When
        for (var step = 0; step < 2_000; step++) {
            var undecided = (int) (lane.received() - lane.decided());
            var upTo = lane.decided() + (undecided == 0 ? 0 : random.nextInt(undecided + 1));
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    var piece = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 9000 : 300)];
                    random.nextBytes(piece);
                    received.writeBytes(piece);
                    var shown = lane.adopt(Buffers.of(piece, random.nextInt(4096)), view);
                    assertThat(shown.end()).isEqualTo(received.size());
                    assertShows(piece);
                }
                case 4, 5 -> {
                    expected.write(received.toByteArray(), (int) lane.decided(), (int) (upTo - lane.decided()));
                    clear(upTo);
                }
                case 6 -> discard(upTo);
                case 7 -> {
                    var own = new byte[random.nextInt(20)];
                    random.nextBytes(own);
                    expected.writeBytes(own);
                    lane.insert(own);
                }
                case 8 -> {
                    receiver.slow = random.nextBoolean() || receiver.slow;
                    lane.give(receiver);
                    lane.settle();
                }
                default -> {
                    receiver.sent();
                    receiver.slow = false;
                }
            }
            assertInvariants();
        }
        // Then
        expected.write(received.toByteArray(), (int) lane.decided(), (int) (lane.received() - lane.decided()));
        clear(lane.received());
        lane.give(receiver);
        lane.settle();
        receiver.sent();
        assertThat(receiver.written()).isEqualTo(expected.toByteArray());
        assertThat(lane.forwarded()).isEqualTo(expected.size());
        assertThat(lane.capacity()).isZero();
        assertThat(lane.pending()).isZero();
    }

    private void assertShows(byte[] piece) {
        var shown = new byte[view.length()];
        view.copyTo(0, shown, 0, shown.length);
        assertThat(shown).isEqualTo(piece);
    }

    private void assertInvariants() {
        assertThat(lane.decided()).isBetween(0L, lane.received());
        assertThat(lane.pending()).isNotNegative();
        assertThat(lane.capacity()).isGreaterThanOrEqualTo(lane.pending());
        if (lane.pending() == 0) {
            assertThat(lane.capacity()).isZero();
        }
    }
}
