package io.bulwark.injector.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuthoritiesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = START.plus(Duration.ofDays(2500));

    @Test
    void aYoungAuthorityStaysAsItIs() throws GeneralSecurityException {
        // Given
        var authorities = Authorities.make(START);
        // When
        var later = authorities.at(START.plus(Duration.ofDays(365)));
        // Then
        assertThat(later).isEqualTo(authorities);
        assertThat(later.trusted()).containsExactly(authorities.signing().certificate());
    }

    @Test
    void theNextAuthorityIsTrustedForAMonthBeforeItSigns() throws GeneralSecurityException {
        // Given
        var authorities = Authorities.make(START);
        // When
        var overlap = authorities.at(LATE);
        var stillOverlap = overlap.at(LATE.plus(Authorities.OVERLAP).minus(Duration.ofHours(1)));
        var changed = stillOverlap.at(LATE.plus(Authorities.OVERLAP));
        // Then
        assertThat(overlap.signing()).isEqualTo(authorities.signing());
        assertThat(overlap.trusted()).hasSize(2);
        assertThat(stillOverlap).isEqualTo(overlap);
        assertThat(changed.signing()).isEqualTo(overlap.next().orElseThrow());
        assertThat(changed.trusted()).contains(authorities.signing().certificate());
    }

    @Test
    void anAuthorityThatHasEndedIsTrustedNoMore() throws GeneralSecurityException {
        // Given
        var authorities = Authorities.make(START);
        var changed = authorities.at(LATE).at(LATE.plus(Authorities.OVERLAP));
        // When
        var after = changed.at(START.plus(CertificateAuthority.LIFE).plus(Duration.ofDays(1)));
        // Then
        assertThat(after.trusted()).doesNotContain(authorities.signing().certificate());
    }
}
