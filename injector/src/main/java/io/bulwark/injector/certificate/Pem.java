package io.bulwark.injector.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** The text form of keys and certificates (RFC 7468). */
public final class Pem {
    private static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_CERTIFICATES = 64;
    private static final String KEY = "PRIVATE KEY";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** The certificates, one after another. */
    public static String of(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (var certificate : certificates) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException impossible) {
                throw new IllegalStateException("a certificate that was read cannot be written", impossible);
            }
        }
        return text.toString();
    }

    /** The key in PKCS #8. */
    public static String of(PrivateKey key) {
        return block(KEY, key.getEncoded());
    }

    /**
     * Reads at most 64 certificates.
     *
     * @throws GeneralSecurityException if there is none, or the text holds anything else
     */
    public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        requireShort(text);
        var certificates = new ArrayList<X509Certificate>();
        var in = new ByteArrayInputStream(text.strip().getBytes(StandardCharsets.US_ASCII));
        for (var read : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            certificates.add((X509Certificate) read);
        }
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw new GeneralSecurityException("there must be 1.." + MAX_CERTIFICATES + " certificates");
        }
        return certificates;
    }

    /** The certificates of a {@code caBundle}; none where it is absent or cannot be read. */
    public static List<X509Certificate> bundle(@Nullable String base64) {
        try {
            var text = Base64.getDecoder().decode(base64 == null ? "" : base64);
            return certificates(new String(text, StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return List.of();
        }
    }

    /**
     * Reads a key of an elliptic curve or RSA that has no passphrase, in any form that tools write: PKCS #8, PKCS #1 or SEC 1.
     *
     * @throws GeneralSecurityException if there is none
     */
    public static PrivateKey key(String text) throws GeneralSecurityException {
        requireShort(text);
        var converter = new JcaPEMKeyConverter();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                switch (block) {
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    default -> {}
                }
            }
        } catch (IOException | RuntimeException failure) { // the parser throws what it likes on what is no key
            throw new GeneralSecurityException("the key cannot be read", failure);
        }
        throw new GeneralSecurityException("there must be a private key in PEM, without a passphrase");
    }

    private static void requireShort(String text) throws GeneralSecurityException {
        if (text.length() > MAX_LENGTH) {
            throw new GeneralSecurityException("must be at most " + MAX_LENGTH + " characters long");
        }
    }

    private static String block(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }
}
