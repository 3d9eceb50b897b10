package io.bulwark.injector.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> NAMES = List.of("bulwark-webhook.bulwark-system.svc", "bulwark-webhook");

    @Test
    void aLeafIsSignedByItsAuthorityAndHasItsNames() throws Exception {
        // Given
        var authority = CertificateAuthority.make(NOW);
        // When
        var leaf = authority.issue(NAMES, NOW);
        // Then
        leaf.certificate().verify(authority.certificate().getPublicKey());
        assertThat(leaf.certificate().getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyElementsOf(NAMES);
        assertThat(leaf.certificate().getBasicConstraints()).isNegative();
        assertThat(leaf.chain()).endsWith(authority.certificate());
    }

    @Test
    void aLeafNeverOutlivesItsAuthority() throws Exception {
        // Given
        var authority = CertificateAuthority.make(NOW);
        var late = NOW.plus(CertificateAuthority.LIFE).minus(Duration.ofDays(1));
        // When
        var leaf = authority.issue(NAMES, late);
        // Then
        assertThat(leaf.notAfter()).isEqualTo(authority.credential().notAfter());
    }

    @Test
    void aLeafWantsRenewalWhenTwoThirdsOfItsTimeAreOver() throws Exception {
        // Given
        var leaf = CertificateAuthority.make(NOW).issue(NAMES, NOW);
        // Then
        assertThat(leaf.wantsRenewal(NOW.plus(Duration.ofDays(59)))).isFalse();
        assertThat(leaf.wantsRenewal(NOW.plus(Duration.ofDays(61)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-23 * 60, -60, 60, 23 * 60})
    void whoseClockIsOtherByMinutesOrHoursCanStillShakeHands(long minutes) throws Exception {
        // Given
        var authority = CertificateAuthority.make(NOW);
        var leaf = authority.issue(NAMES, NOW);
        var theirs = Date.from(NOW.plus(Duration.ofMinutes(minutes)));
        // Then
        authority.certificate().checkValidity(theirs);
        leaf.certificate().checkValidity(theirs);
        assertThat(leaf.isEarly(theirs.toInstant())).isFalse();
    }

    @Test
    void aLeafOfAClockThatWasDaysAheadIsEarly() throws Exception {
        // Given
        var authority = CertificateAuthority.make(NOW);
        // When
        var leaf = authority.issue(NAMES, NOW.plus(Duration.ofDays(2)));
        // Then
        assertThat(leaf.isEarly(NOW)).isTrue();
        assertThat(leaf.wantsRenewal(NOW)).isFalse();
    }

    @Test
    void anAuthorityThatWasWrittenDownSignsAsBefore() throws Exception {
        // Given
        var made = CertificateAuthority.make(NOW);
        var key = Pem.of(made.credential().key());
        var certificate = Pem.of(made.credential().chain());
        // When
        var read = CertificateAuthority.of(new Credential(Pem.key(key), Pem.certificates(certificate)));
        // Then
        read.issue(NAMES, NOW).certificate().verify(made.certificate().getPublicKey());
    }

    @Test
    void aLeafIsNoAuthority() throws Exception {
        // Given
        var leaf = CertificateAuthority.make(NOW).issue(NAMES, NOW);
        // Then
        assertThatThrownBy(() -> CertificateAuthority.of(leaf))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("the certificate is no authority's");
    }

    @Test
    void whatIsNoKeyOrCertificateIsRefused() {
        for (var text : List.of(
                "", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----")) {
            assertThatThrownBy(() -> Pem.key(text)).isInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> Pem.certificates(text)).isInstanceOf(GeneralSecurityException.class);
        }
    }
}
