package io.bulwark.injector.check;

import static io.bulwark.injector.check.Finding.doubtful;
import static io.bulwark.injector.check.Finding.well;
import static io.bulwark.injector.check.Finding.wrong;

import io.bulwark.injector.certificate.Pem;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether the API server asks our webhooks, and believes them. */
final class WebhookChecks {
    private static final Duration SOON = Duration.ofDays(30);

    private final Facts facts;

    WebhookChecks(Facts facts) {
        this.facts = facts;
    }

    List<Finding> all() {
        var findings = new ArrayList<Finding>();
        facts.mutating()
                .ifPresentOrElse(
                        found -> found.getWebhooks().forEach(hook -> {
                            findings.add(certificate(hook.getName(), hook.getClientConfig()));
                            strictness(hook.getName(), hook.getFailurePolicy()).forEach(findings::add);
                        }),
                        () -> findings.add(missing("MutatingWebhookConfiguration", "no Pod gets a sidecar")));
        facts.validating()
                .ifPresentOrElse(
                        found -> found.getWebhooks()
                                .forEach(hook -> findings.add(certificate(hook.getName(), hook.getClientConfig()))),
                        () -> findings.add(missing("ValidatingWebhookConfiguration", "policies are not checked")));
        findings.add(reachability());
        return findings;
    }

    private static Finding missing(String kind, String so) {
        return wrong("there is no " + kind + " bulwark: " + so, "kubectl apply -k k8s/base");
    }

    private static Stream<Finding> strictness(String name, String policy) {
        return "Ignore".equals(policy)
                ? Stream.of(doubtful(
                        name
                                + " has failurePolicy Ignore: Pods are created unprotected while the control plane is away",
                        "set it to Fail"))
                : Stream.empty();
    }

    private Finding certificate(String name, WebhookClientConfig config) {
        var bundle = Pem.bundle(config.getCaBundle());
        if (bundle.isEmpty()) {
            return wrong(
                    name + " carries no certificate that the API server could trust",
                    "the control plane writes it when it is ready; look at its logs");
        }
        var last = bundle.stream()
                .map(each -> each.getNotAfter().toInstant())
                .reduce((a, b) -> a.isAfter(b) ? a : b)
                .orElseThrow();
        if (last.isBefore(facts.now())) {
            return wrong(
                    name + " carries only certificates that have ended, the last on " + last,
                    "delete the Secret bulwark-ca and restart the control plane, or mend what keeps its certificate");
        }
        return last.isBefore(facts.now().plus(SOON))
                ? doubtful(
                        name + " carries a certificate that ends on " + last,
                        "the control plane should have renewed it")
                : well(name + " carries a certificate that holds until " + last);
    }

    private Finding reachability() {
        return switch (facts.probe()) {
            case Facts.Probe.Refused() -> well("the API server reaches the webhook, which refuses what it must");
            case Facts.Probe.NotAsked() ->
                wrong("the API server does not ask the webhook about policies", "kubectl apply -k k8s/base");
            case Facts.Probe.Failed(var why) ->
                wrong(
                        "the API server does not reach the webhook: " + why,
                        "is the Service bulwark in " + facts.namespace()
                                + " reachable from the API server, port 9443?");
        };
    }
}
