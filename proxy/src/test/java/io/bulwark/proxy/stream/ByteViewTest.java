package io.bulwark.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.testing.NativeBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteViewTest {
    @Test
    void aByteOutsideTheViewCannotBeRead() {
        // Given
        var view = NativeBytes.of("abcdef").view(1, 4);
        // Then
        assertThat(view.get(0)).isEqualTo((byte) 'b');
        assertThat(view.get(2)).isEqualTo((byte) 'd');
        assertThatThrownBy(() -> view.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.get(Integer.MIN_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void searchesAndCopiesRefuseRangesThatLeaveTheView() {
        // Given
        var view = NativeBytes.of("abcdef").view(1, 4);
        var target = new byte[3];
        // Then
        assertThatThrownBy(() -> view.indexOf((byte) 'a', 0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.indexOf((byte) 'a', -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.indexOf((byte) 'a', 2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.copyTo(1, target, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.copyTo(0, target, 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ByteView().window(view, 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ByteView().window(view, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new ByteView().window(view, 1, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void memoryWithoutAnAddressOrWithANegativeLengthIsRefused() {
        // Given
        var view = new ByteView();
        // Then
        assertThatThrownBy(() -> view.wrap(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> view.wrap(16, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(view.wrap(0, 0, 7).length()).isZero();
        assertThat(view.end()).isEqualTo(7);
    }

    @Test
    void anEmptyViewHoldsNothing() {
        // Given
        var view = NativeBytes.of("abc").view(1, 1);
        // Then
        assertThat(view.indexOf((byte) 'b', 0, 0)).isEqualTo(-1);
        assertThatThrownBy(() -> view.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theSearchFindsWhatAPlainLoopFindsAtEveryAlignment() {
        // Given
        var random = new Random(7);
        var bytes = new byte[64];
        // Bytes next to each other in value, and with the high bit, are what a search by words could confuse.
        var alphabet = new byte[] {0, 1, (byte) 0x7F, (byte) 0x80, (byte) 0x81, (byte) 0xFF, '\r', '\n'};
        for (var round = 0; round < 40; round++) {
            for (var index = 0; index < bytes.length; index++) {
                bytes[index] = alphabet[random.nextInt(alphabet.length)];
            }
            var memory = NativeBytes.of(bytes);
            for (var start = 0; start < Long.BYTES; start++) {
                var view = memory.view(start, bytes.length);
                for (var from = 0; from <= 20; from++) {
                    for (var to = from; to <= view.length(); to += 3) {
                        var wanted = alphabet[random.nextInt(alphabet.length)];
                        // When
                        var found = view.indexOf(wanted, from, to);
                        // Then
                        assertThat(found).isEqualTo(plainIndexOf(bytes, wanted, start, from, to));
                    }
                }
            }
        }
    }

    private static int plainIndexOf(byte[] bytes, byte wanted, int start, int from, int to) {
        for (var index = from; index < to; index++) {
            if (bytes[start + index] == wanted) {
                return index;
            }
        }
        return -1;
    }

    @Test
    void theSearchDoesNotSeeBytesBehindItsEnd() {
        // Given
        var view = NativeBytes.of("aaaaaaaab").view();
        // Then
        assertThat(view.indexOf((byte) 'b', 0, 8)).isEqualTo(-1);
        assertThat(view.indexOf((byte) 'b', 0, 9)).isEqualTo(8);
        assertThat(NativeBytes.of("aaaab").view(0, 4).indexOf((byte) 'b', 0, 4)).isEqualTo(-1);
    }

    @Test
    void everyByteValueIsFound() {
        // Given
        var bytes = new byte[256];
        for (var index = 0; index < 256; index++) {
            bytes[index] = (byte) index;
        }
        var view = NativeBytes.of(bytes).view();
        // Then
        for (var index = 0; index < 256; index++) {
            assertThat(view.indexOf((byte) index, 0, 256)).isEqualTo(index);
            assertThat(view.get(index)).isEqualTo((byte) index);
        }
    }

    @Test
    void aWindowKeepsThePlaceInTheStream() {
        // Given
        var view = NativeBytes.of("0123456789").view(2, 9);
        // When
        var window = new ByteView().window(view, 3, 2);
        // Then
        assertThat(window.offset()).isEqualTo(5);
        assertThat(window.end()).isEqualTo(7);
        assertThat(window.length()).isEqualTo(2);
        assertThat(window.get(0)).isEqualTo((byte) '5');
        assertThat(window.address()).isEqualTo(view.address() + 3);
    }

    @Test
    void aViewMayBecomeAWindowOfItself() {
        // Given
        var view = NativeBytes.of("0123456789").view();
        // When
        view.window(view, 4, 3).window(view, 1, 1);
        // Then
        assertThat(view.get(0)).isEqualTo((byte) '5');
        assertThat(view.length()).isEqualTo(1);
        assertThat(view.offset()).isEqualTo(5);
    }

    @Test
    void bytesAreCopiedToAnArrayAndToNativeMemory() {
        // Given
        var view = NativeBytes.of("0123456789").view(1, 9);
        var target = new byte[5];
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(view.length());
            // When
            view.copyTo(2, target, 1, 3);
            view.copyTo(memory.address());
            // Then
            assertThat(target).containsExactly(0, '3', '4', '5', 0);
            assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).isEqualTo("12345678".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aViewNeverPrintsItsBytes() {
        assertThat(NativeBytes.of("secret").view(1, 4)).hasToString("ByteView[1..4)");
    }
}
