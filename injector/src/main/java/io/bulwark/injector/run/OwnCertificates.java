package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Authorities;
import io.bulwark.injector.certificate.Credential;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Certificates of an authority of our own, which all replicas share: each issues what it serves, anew before it ends. */
final class OwnCertificates implements Certificates {
    private final AuthoritySecret secret;
    private final List<String> names;
    private Optional<Held> held = Optional.empty();

    /** @param names of hosts that certificates are for */
    OwnCertificates(AuthoritySecret secret, List<String> names) {
        this.secret = secret;
        this.names = List.copyOf(names);
    }

    @Override
    public Held at(Instant now, boolean leads) throws GeneralSecurityException {
        var authorities = leads ? secret.advance(now) : secret.loadOrMake(now);
        var lasting = held.filter(before -> lasts(before, authorities, now)).map(Held::served);
        var next = new Held(
                lasting.isPresent() ? lasting.get() : issue(authorities, now),
                authorities.signing().certificate(),
                authorities.trusted());
        held = Optional.of(next);
        return next;
    }

    private static boolean lasts(Held before, Authorities authorities, Instant now) {
        return before.authority().equals(authorities.signing().certificate())
                && !before.served().wantsRenewal(now)
                && !before.served().isEarly(now);
    }

    private Credential issue(Authorities authorities, Instant now) throws GeneralSecurityException {
        return authorities.signing().issue(names, now);
    }
}
