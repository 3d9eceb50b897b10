package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.Pem;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates that somebody else keeps: cert-manager, or whoever fills the Secret. */
class CertificateFilesTest {
    private final Instant now = Clock.systemUTC().instant();

    @TempDir
    private Path folder;

    private X509Certificate write(CertificateAuthority authority) throws GeneralSecurityException, IOException {
        var leaf = authority.issue(List.of("localhost"), now);
        Files.writeString(folder.resolve("tls.key"), Pem.of(leaf.key()));
        Files.writeString(folder.resolve("tls.crt"), Pem.of(leaf.chain()));
        Files.writeString(folder.resolve("ca.crt"), Pem.of(List.of(authority.certificate())));
        return leaf.certificate();
    }

    @Test
    void whatIsInTheFolderIsServedAndTrustedAndSoIsWhatComesLater() throws Exception {
        // Given
        var first = CertificateAuthority.make(now);
        var second = CertificateAuthority.make(now);
        var leaf = write(first);
        try (var cluster = new MockCluster()) {
            cluster.certificates(folder);
            // When
            try (var plane = cluster.replica("one")) {
                // Then
                Eventually.is("what the API server trusts", bundle(first), cluster::caBundle);
                assertThat(served(plane.ports().webhook())).isEqualTo(leaf);
                assertThat(served(plane.ports().stream())).isEqualTo(leaf);
                assertThat(cluster.client().secrets().inAnyNamespace().list().getItems())
                        .isEmpty();
                // When
                var next = write(second);
                // Then
                Eventually.is("what is served", next, () -> served(plane.ports().webhook()));
                Eventually.is("what the API server trusts", bundle(second), cluster::caBundle);
            }
        }
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedWithTheReason() throws Exception {
        // Given
        var files = new CertificateFiles(folder);
        write(CertificateAuthority.make(now));
        assertThat(files.at(now, false).trusted()).hasSize(1);
        var other = CertificateAuthority.make(now);
        // When, Then
        Files.writeString(folder.resolve("ca.crt"), Pem.of(List.of(other.certificate())));
        refused(files, "comes from no authority in ca.crt");
        Files.writeString(folder.resolve("tls.key"), Pem.of(other.credential().key()));
        refused(files, "is not the key of tls.crt");
        Files.writeString(folder.resolve("tls.key"), "nothing");
        refused(files, "there must be a private key in PEM");
        write(other);
        assertThatThrownBy(() -> files.at(now.plus(CertificateAuthority.LEAF_LIFE.multipliedBy(2)), false))
                .hasMessageContaining("has ended on");
    }

    private static void refused(CertificateFiles files, String why) {
        assertThatThrownBy(() -> files.at(Instant.now(), false))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "EC, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "EC, ecparam -name prime256v1 -genkey",
        "RSA, genrsa -traditional 2048",
        "RSA, genpkey -algorithm RSA"
    })
    void keysAreReadInEveryFormThatOpensslWrites(String algorithm, String command) throws Exception {
        // Given
        var openssl = new ProcessBuilder(("openssl " + command).split(" ", -1))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var text = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(openssl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // When
        var key = Pem.key(text);
        // Then
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
    }

    private static String bundle(CertificateAuthority authority) {
        var pem = Pem.of(List.of(authority.certificate()));
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** The certificate that a server shows, whoever it is from. */
    private static X509Certificate served(InetSocketAddress address) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            try (var socket =
                    (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
