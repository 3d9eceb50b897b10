package io.bulwark.injector.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The authority that signs, the one that will sign next, and those that signed before: what the Secret holds.
 *
 * @param next trusted already and not signing yet, so that everybody trusts it when it does
 * @param before trusted as long as they last, because what they signed may still be served
 */
public record Authorities(
        CertificateAuthority signing, Optional<CertificateAuthority> next, List<X509Certificate> before) {
    /** How long the next authority is trusted before it signs. */
    public static final Duration OVERLAP = Duration.ofDays(30);

    public Authorities {
        before = List.copyOf(before);
    }

    /** A first authority. */
    public static Authorities make(Instant now) throws GeneralSecurityException {
        return new Authorities(CertificateAuthority.make(now), Optional.empty(), List.of());
    }

    /** The certificates that whoever connects should trust, the signing one first. */
    public List<X509Certificate> trusted() {
        List<X509Certificate> trusted = new ArrayList<>();
        trusted.add(signing.certificate());
        next.ifPresent(authority -> trusted.add(authority.certificate()));
        trusted.addAll(before);
        return List.copyOf(trusted);
    }

    /** What they are at this time: the same, or one step further in the change from one authority to the next. */
    public Authorities at(Instant now) throws GeneralSecurityException {
        var lasting = before.stream()
                .filter(each -> each.getNotAfter().toInstant().isAfter(now))
                .toList();
        if (next.isEmpty()) {
            return signing.credential().wantsRenewal(now)
                    ? new Authorities(signing, Optional.of(CertificateAuthority.make(now)), lasting)
                    : new Authorities(signing, next, lasting);
        }
        var trustedSince = next.get().credential().notBefore().plus(CertificateAuthority.EARLY);
        if (now.isBefore(trustedSince.plus(OVERLAP))) {
            return new Authorities(signing, next, lasting);
        }
        var all = new ArrayList<>(lasting);
        all.addFirst(signing.certificate());
        return new Authorities(next.get(), Optional.empty(), all);
    }
}
