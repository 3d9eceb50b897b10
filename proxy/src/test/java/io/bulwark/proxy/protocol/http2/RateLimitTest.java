package io.bulwark.proxy.protocol.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -5 * SECOND;

    @Test
    void soManyAtOnceAndNoMore() {
        // Given
        var limit = new RateLimit(3, 1);
        // When
        var taken = new boolean[] {limit.take(START), limit.take(START), limit.take(START), limit.take(START)};
        // Then
        assertThat(taken).containsExactly(true, true, true, false);
    }

    @Test
    void timeGivesThemBackOneByOne() {
        // Given
        var limit = new RateLimit(2, 10);
        limit.take(START);
        limit.take(START);
        // When
        var early = limit.take(START + SECOND / 20);
        // Then
        assertThat(early).isFalse();
        assertThat(limit.take(START + SECOND / 4)).isTrue();
        assertThat(limit.take(START + SECOND / 4)).isFalse();
    }

    @Test
    void aLongPauseGivesNoMoreThanTheBurst() {
        // Given
        var limit = new RateLimit(2, 10);
        limit.take(START);
        // When
        var later = START + 1_000_000 * SECOND;
        // Then
        assertThat(limit.take(later)).isTrue();
        assertThat(limit.take(later)).isTrue();
        assertThat(limit.take(later)).isFalse();
    }
}
