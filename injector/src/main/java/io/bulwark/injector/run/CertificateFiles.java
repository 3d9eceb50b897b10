package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Credential;
import io.bulwark.injector.certificate.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Certificates that somebody else keeps in files: those of a Secret such as cert-manager fills. */
final class CertificateFiles implements Certificates {
    /* The kubelet puts all files in their places at once, but they are read one after another: what does not fit together now will at the next
     * look. */

    private static final int MAX_LENGTH = 1 << 20;

    private final Path folder;

    /** @param folder with {@code tls.key}, {@code tls.crt} (its own certificate first) and {@code ca.crt} */
    CertificateFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public Held at(Instant now, boolean leads) throws GeneralSecurityException, IOException {
        var served = new Credential(Pem.key(read("tls.key")), Pem.certificates(read("tls.crt")));
        var trusted = Pem.certificates(read("ca.crt"));
        if (!served.fits()) {
            throw new GeneralSecurityException("tls.key in " + folder + " is not the key of tls.crt");
        }
        if (served.notAfter().isBefore(now)) {
            throw new GeneralSecurityException("tls.crt in " + folder + " has ended on " + served.notAfter());
        }
        return new Held(served, authority(served.chain(), trusted), trusted);
    }

    /** Which of the authorities the chain ends at. */
    private X509Certificate authority(List<X509Certificate> chain, List<X509Certificate> trusted)
            throws GeneralSecurityException {
        for (int i = 0; i < chain.size(); i++) {
            for (var each : trusted) {
                if (each.equals(chain.get(i)) || isSignedBy(chain.get(i), each)) {
                    return each;
                }
            }
            if (i + 1 < chain.size() && !isSignedBy(chain.get(i), chain.get(i + 1))) {
                break;
            }
        }
        throw new GeneralSecurityException("tls.crt in " + folder + " comes from no authority in ca.crt");
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private String read(String name) throws IOException {
        try (var in = Files.newInputStream(folder.resolve(name))) {
            return new String(in.readNBytes(MAX_LENGTH + 1), StandardCharsets.US_ASCII);
        }
    }
}
