package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Authorities;
import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.Credential;
import io.bulwark.injector.certificate.Pem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The Secret in which the authorities are kept, so that all replicas have the same ones. */
final class AuthoritySecret {
    private static final String KEY = "signing.key";
    private static final String CERTIFICATE = "signing.crt";
    private static final String NEXT_KEY = "next.key";
    private static final String NEXT_CERTIFICATE = "next.crt";
    private static final String BEFORE = "before.crt";

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    AuthoritySecret(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /** The authorities of the cluster; the first replica that asks makes them. */
    Authorities loadOrMake(Instant now) throws GeneralSecurityException {
        var secret = read();
        if (secret.isPresent()) {
            return authorities(secret.get());
        }
        var made = Authorities.make(now);
        try {
            client.secrets().inNamespace(namespace).resource(secret(made)).create();
            return made;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure;
            }
            // Another replica was faster.
            return authorities(read().orElseThrow(() -> failure));
        }
    }

    /** Takes the step that time asks for; for the leader. Returns the authorities as they are now. */
    Authorities advance(Instant now) throws GeneralSecurityException {
        var secret = read().orElseThrow(() -> new GeneralSecurityException("the Secret " + name + " is gone"));
        var current = authorities(secret);
        var next = current.at(now);
        if (next.equals(current)) {
            return current;
        }
        // The version makes this fail if somebody else has changed the Secret meanwhile.
        client.resource(new SecretBuilder(secret(next))
                        .editMetadata()
                        .withResourceVersion(secret.getMetadata().getResourceVersion())
                        .endMetadata()
                        .build())
                .update();
        return next;
    }

    private Optional<Secret> read() {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    private Secret secret(Authorities authorities) {
        var data = new TreeMap<String, String>();
        put(data, KEY, Pem.of(authorities.signing().credential().key()));
        put(data, CERTIFICATE, Pem.of(List.of(authorities.signing().certificate())));
        authorities.next().ifPresent(next -> {
            put(data, NEXT_KEY, Pem.of(next.credential().key()));
            put(data, NEXT_CERTIFICATE, Pem.of(List.of(next.certificate())));
        });
        if (!authorities.before().isEmpty()) {
            put(data, BEFORE, Pem.of(authorities.before()));
        }
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/part-of", "bulwark")
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
    }

    private static void put(Map<String, String> data, String key, String text) {
        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Authorities authorities(Secret secret) throws GeneralSecurityException {
        var data = Objects.requireNonNullElse(secret.getData(), Map.<String, String>of());
        var next = data.containsKey(NEXT_KEY)
                ? Optional.of(authority(data, NEXT_KEY, NEXT_CERTIFICATE))
                : Optional.<CertificateAuthority>empty();
        var before = data.containsKey(BEFORE) ? Pem.certificates(text(data, BEFORE)) : List.<X509Certificate>of();
        return new Authorities(authority(data, KEY, CERTIFICATE), next, before);
    }

    private static CertificateAuthority authority(Map<String, String> data, String key, String certificate)
            throws GeneralSecurityException {
        return CertificateAuthority.of(
                new Credential(Pem.key(text(data, key)), Pem.certificates(text(data, certificate))));
    }

    private static String text(Map<String, String> data, String key) throws GeneralSecurityException {
        try {
            return new String(Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException failure) {
            throw new GeneralSecurityException(key + " is no base64", failure);
        }
    }
}
