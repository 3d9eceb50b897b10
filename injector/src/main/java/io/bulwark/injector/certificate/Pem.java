package io.bulwark.injector.certificate;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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
     * Reads a key in PKCS #8, of an elliptic curve or RSA.
     *
     * @throws GeneralSecurityException if it is none
     */
    public static PrivateKey key(String text) throws GeneralSecurityException {
        requireShort(text);
        var begin = "-----BEGIN " + KEY + "-----";
        var end = "-----END " + KEY + "-----";
        var from = text.indexOf(begin);
        var to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new GeneralSecurityException("the key must be PKCS #8 in PEM");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException failure) {
            throw new GeneralSecurityException("the key is no base64", failure);
        }
        var spec = new PKCS8EncodedKeySpec(encoded);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (GeneralSecurityException _) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
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
