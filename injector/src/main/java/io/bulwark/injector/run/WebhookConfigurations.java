package io.bulwark.injector.run;

import io.bulwark.injector.certificate.Pem;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The API server's configurations of our webhooks, as far as they say whom it trusts. */
final class WebhookConfigurations {
    private final KubernetesClient client;
    private final String name;

    /** @param name of the mutating configuration, and of the validating one */
    WebhookConfigurations(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Writes whom the API server should trust where it does not yet; for the leader. */
    void trust(List<X509Certificate> authorities) {
        var bundle = Base64.getEncoder().encodeToString(Pem.of(authorities).getBytes(StandardCharsets.US_ASCII));
        var v1 = client.admissionRegistration().v1();
        var mutating = v1.mutatingWebhookConfigurations().withName(name);
        var mutatingNow = mutating.get();
        if (mutatingNow != null
                && mutatingNow.getWebhooks().stream().anyMatch(hook -> !has(hook.getClientConfig(), bundle))) {
            mutating.edit(configuration -> {
                configuration
                        .getWebhooks()
                        .forEach(hook -> hook.getClientConfig().setCaBundle(bundle));
                return configuration;
            });
        }
        var validating = v1.validatingWebhookConfigurations().withName(name);
        var validatingNow = validating.get();
        if (validatingNow != null
                && validatingNow.getWebhooks().stream().anyMatch(hook -> !has(hook.getClientConfig(), bundle))) {
            validating.edit(configuration -> {
                configuration
                        .getWebhooks()
                        .forEach(hook -> hook.getClientConfig().setCaBundle(bundle));
                return configuration;
            });
        }
    }

    private static boolean has(WebhookClientConfig config, String bundle) {
        return bundle.equals(config.getCaBundle());
    }

    /** Whether the live configurations trust this authority, so that the API server will accept what it signed. */
    boolean trusts(X509Certificate authority) {
        var v1 = client.admissionRegistration().v1();
        var mutating = v1.mutatingWebhookConfigurations().withName(name).get();
        var validating = v1.validatingWebhookConfigurations().withName(name).get();
        if (mutating == null) {
            return false;
        }
        var hooks = Stream.concat(
                mutating.getWebhooks().stream().map(hook -> hook.getClientConfig()),
                validating == null
                        ? Stream.of()
                        : validating.getWebhooks().stream().map(hook -> hook.getClientConfig()));
        return hooks.allMatch(config -> Pem.bundle(config.getCaBundle()).contains(authority));
    }
}
