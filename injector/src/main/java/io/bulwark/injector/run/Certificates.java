package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Credential;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Where the certificate that is served comes from. For one thread at a time. */
interface Certificates {
    /**
     * What holds at this time.
     *
     * @param leads whether this is the replica that may change what all of them have
     * @throws GeneralSecurityException if what there is cannot be served; what was served before still can
     */
    Held at(Instant now, boolean leads) throws GeneralSecurityException, IOException;

    /**
     * What to serve, and whom to trust because of it.
     *
     * @param authority that the served certificate comes from
     * @param trusted the authorities that whoever connects should trust, that one among them
     */
    record Held(Credential served, X509Certificate authority, List<X509Certificate> trusted) {
        public Held {
            trusted = List.copyOf(trusted);
        }
    }
}
