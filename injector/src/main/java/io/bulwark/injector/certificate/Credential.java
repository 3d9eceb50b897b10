package io.bulwark.injector.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A private key with the certificates that speak for it, the key's own first.
 *
 * @param chain at least one
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {
    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain must hold at least one certificate");
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /** Whether the key is that of the certificate, which is tried. */
    public boolean fits() throws GeneralSecurityException {
        var tried = "tried".getBytes(StandardCharsets.US_ASCII);
        var algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(tried);
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate());
            verifier.update(tried);
            return verifier.verify(signer.sign());
        } catch (InvalidKeyException | SignatureException _) {
            return false;
        }
    }

    /** Whether two thirds of its time are over, so that it is time for the next one. */
    public boolean wantsRenewal(Instant now) {
        var life = Duration.between(notBefore(), notAfter());
        return !now.isBefore(notBefore().plus(life.multipliedBy(2).dividedBy(3)));
    }

    /** Whether its time has not begun: it was made by a clock that was ahead and has been put right. */
    public boolean isEarly(Instant now) {
        return now.isBefore(notBefore());
    }
}
