package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocksTest {
    private static List<Blocks.Block> takeAll(Blocks blocks, int wanted) {
        var taken = new ArrayList<Blocks.Block>();
        for (var block = blocks.take(wanted); block != null; block = blocks.take(wanted)) {
            taken.add(block);
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({"1, 16384", "16384, 16384", "16385, 65536", "65537, 262144", "262145, 1048576", "1048576, 1048576"})
    void aBlockIsAsLargeAsItsSizeClass(int wanted, int bytes) {
        try (var blocks = new Blocks()) {
            // When
            var block = Objects.requireNonNull(blocks.take(wanted));
            // Then
            assertThat(block.bytes()).isEqualTo(bytes);
            blocks.giveBack(block);
        }
    }

    @Test
    void thereIsNeverMoreThanTheBound() {
        try (var blocks = new Blocks()) {
            // When
            var taken = takeAll(blocks, 20_000);
            // Then
            assertThat(taken).hasSize(Blocks.MAX_BYTES / (64 * 1024));
            assertThat(blocks.nativeBytes()).isEqualTo(Blocks.MAX_BYTES);
            taken.forEach(blocks::giveBack);
        }
    }

    @Test
    void aBurstOfSmallBlocksLeavesRoomForLargeOnes() {
        try (var blocks = new Blocks()) {
            // Given
            takeAll(blocks, 1).forEach(blocks::giveBack);
            // When
            var taken = takeAll(blocks, Blocks.LARGEST);
            // Then
            assertThat(taken).hasSize(Blocks.MAX_BYTES / Blocks.LARGEST);
            taken.forEach(blocks::giveBack);
        }
    }

    @Test
    void idleBlocksAreKeptUpToABoundAndUsedAgain() {
        try (var blocks = new Blocks()) {
            // Given
            takeAll(blocks, 1).forEach(blocks::giveBack);
            assertThat(blocks.nativeBytes()).isEqualTo(Blocks.MAX_IDLE_BYTES);
            // When
            var block = Objects.requireNonNull(blocks.take(1));
            // Then
            assertThat(blocks.nativeBytes()).isEqualTo(Blocks.MAX_IDLE_BYTES);
            blocks.giveBack(block);
        }
    }
}
