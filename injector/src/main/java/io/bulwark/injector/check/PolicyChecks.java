package io.bulwark.injector.check;

import static io.bulwark.injector.check.Finding.doubtful;
import static io.bulwark.injector.check.Finding.well;
import static io.bulwark.injector.check.Finding.wrong;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether proxies have the policies that were written for them. */
final class PolicyChecks {
    private final Facts facts;

    PolicyChecks(Facts facts) {
        this.facts = facts;
    }

    List<Finding> all() {
        var findings = new ArrayList<Finding>();
        facts.documents().forEach(document -> check(document, findings));
        long silent = facts.documents().stream()
                .filter(document -> at(document, "status", "pods") == null)
                .count();
        if (silent > 0) {
            findings.add(doubtful(
                    "of " + silent + " policies it is not known which proxies have them",
                    "the leader writes it within some seconds; if it stays so, look at the control plane's logs"));
        }
        if (findings.isEmpty()) {
            findings.add(well(facts.documents().size() + " policies, none refused by a proxy"));
        }
        return findings;
    }

    private static void check(GenericKubernetesResource document, List<Finding> findings) {
        var name = document.getKind() + " " + document.getMetadata().getNamespace() + "/"
                + document.getMetadata().getName();
        long refused = number(document, "status", "pods", "nacked");
        long stale = number(document, "status", "pods", "stale");
        notAccepted(document)
                .ifPresent(why -> findings.add(wrong(
                        name + " is wrong, and the one before stays in force: " + why,
                        "it came past the validating webhook; mend it and apply it again")));
        if (refused > 0) {
            findings.add(wrong(
                    name + " is refused by " + refused + " proxies, which keep the one before",
                    "kubectl describe it: its conditions say why"));
        }
        if (stale > 0) {
            findings.add(doubtful(
                    stale + " proxies with " + name + " were not heard of for a minute",
                    "are their Pods alive, and may they reach port 15443 of the control plane?"));
        }
        var generation = document.getMetadata().getGeneration();
        long observed = number(document, "status", "observedGeneration");
        if (observed > 0 && generation != null && observed < generation) {
            findings.add(doubtful(
                    name + " has changed, and the control plane has not seen it yet",
                    "if this stays, look at the control plane's logs"));
        }
    }

    /** Why the control plane could not read the document, if so. */
    private static Optional<String> notAccepted(GenericKubernetesResource document) {
        return at(document, "status", "conditions") instanceof List<?> conditions
                ? conditions.stream()
                        .filter(each -> each instanceof Map<?, ?> condition
                                && "Accepted".equals(condition.get("type"))
                                && "False".equals(condition.get("status")))
                        .map(each -> String.valueOf(((Map<?, ?>) each).get("message")))
                        .findFirst()
                : Optional.empty();
    }

    /** The number under some keys; 0 where there is none. */
    private static long number(GenericKubernetesResource document, String... keys) {
        return at(document, keys) instanceof Number number ? number.longValue() : 0;
    }

    private static @Nullable Object at(GenericKubernetesResource document, String... keys) {
        Object at = document.getAdditionalProperties();
        for (var key : keys) {
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at;
    }
}
