package io.bulwark.injector.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Bulwark's own certificate authority: made once, kept as a Secret, it signs the certificate that the webhook serves with. */
public final class CertificateAuthority {
    /** How long an authority lasts. */
    public static final Duration LIFE = Duration.ofDays(3650);

    /** How long a leaf lasts. */
    public static final Duration LEAF_LIFE = Duration.ofDays(90);

    /** How long before they are made certificates begin: clocks of a cluster differ, by hours where one was set wrongly. */
    public static final Duration EARLY = Duration.ofDays(1);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential credential;

    private CertificateAuthority(Credential credential) {
        this.credential = credential;
    }

    /** A new authority with a key of its own. */
    public static CertificateAuthority make(Instant now) throws GeneralSecurityException {
        var pair = newPair();
        var name = new X500Principal("CN=Bulwark " + Long.toHexString(RANDOM.nextLong()));
        try {
            var utils = new JcaX509ExtensionUtils();
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            serial(),
                            Date.from(now.minus(EARLY)),
                            Date.from(now.plus(LIFE)),
                            name,
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(pair.getPublic()));
            return new CertificateAuthority(new Credential(pair.getPrivate(), List.of(signed(builder, pair))));
        } catch (IOException | OperatorCreationException failure) {
            throw new GeneralSecurityException("the authority could not be made", failure);
        }
    }

    /**
     * An authority that was made before.
     *
     * @throws GeneralSecurityException if the certificate is no authority's
     */
    public static CertificateAuthority of(Credential credential) throws GeneralSecurityException {
        if (credential.certificate().getBasicConstraints() < 0) {
            throw new GeneralSecurityException("the certificate is no authority's");
        }
        return new CertificateAuthority(credential);
    }

    public Credential credential() {
        return credential;
    }

    public X509Certificate certificate() {
        return credential.certificate();
    }

    /** A new key and certificate for a server with these names. It never outlives the authority. */
    public Credential issue(List<String> dnsNames, Instant now) throws GeneralSecurityException {
        var pair = newPair();
        var end = now.plus(LEAF_LIFE).isBefore(credential.notAfter()) ? now.plus(LEAF_LIFE) : credential.notAfter();
        var names = dnsNames.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        try {
            var utils = new JcaX509ExtensionUtils();
            var builder = new JcaX509v3CertificateBuilder(
                            certificate().getSubjectX500Principal(),
                            serial(),
                            Date.from(now.minus(EARLY)),
                            Date.from(end),
                            new X500Principal("CN=" + dnsNames.getFirst()),
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                    .addExtension(
                            Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate()));
            var authority = new KeyPair(certificate().getPublicKey(), credential.key());
            return new Credential(pair.getPrivate(), List.of(signed(builder, authority), certificate()));
        } catch (IOException | OperatorCreationException failure) {
            throw new GeneralSecurityException("the certificate could not be made", failure);
        }
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).add(BigInteger.ONE);
    }
}
