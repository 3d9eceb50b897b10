package io.bulwark.injector.check;

import static io.bulwark.injector.check.Finding.doubtful;
import static io.bulwark.injector.check.Finding.well;
import static io.bulwark.injector.check.Finding.wrong;

import io.bulwark.injector.check.Finding.Group;
import io.bulwark.injector.crd.CustomResources;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says what is well with an installation and what is not. Pure. */
final class Checks {
    private static final Pattern VERSION = Pattern.compile("1\\.(\\d{1,3})\\+?");
    private static final int NATIVE_SIDECARS = 29;
    /** A leader renews every two seconds; more than this is another clock, or silence. */
    static final Duration LEASE_LATE = Duration.ofSeconds(60);

    private static final String INSTALL = "kubectl apply -k k8s/base";

    private final Facts facts;
    private final String version;

    /** @param version of this tool */
    Checks(Facts facts, String version) {
        this.facts = facts;
        this.version = version;
    }

    List<Group> all() {
        return List.of(
                new Group("Kubernetes", List.of(kubernetes())),
                new Group(
                        "Control plane",
                        Stream.of(definitions(), controlPlane(), Stream.of(leader()))
                                .flatMap(each -> each)
                                .toList()),
                new Group("Webhooks", new WebhookChecks(facts).all()),
                new Group("New Pods", new RefusalChecks(facts).all()),
                new Group("Pods", new PodChecks(facts, version).all()),
                new Group("Policies", new PolicyChecks(facts).all()));
    }

    private Finding kubernetes() {
        var matcher = VERSION.matcher(facts.kubernetes());
        if (!matcher.matches()) {
            return doubtful("version " + facts.kubernetes() + " is not known", "");
        }
        return Integer.parseInt(matcher.group(1)) >= NATIVE_SIDECARS
                ? well("version " + facts.kubernetes())
                : doubtful(
                        "version " + facts.kubernetes() + " has no native sidecars",
                        "give the control plane --no-native-sidecars; Jobs then do not end by themselves");
    }

    private Stream<Finding> definitions() {
        var missing = Stream.of(CustomResources.values())
                .filter(resource -> facts.definitions().stream().noneMatch(each -> serves(each, resource)))
                .map(resource -> wrong("the definition " + resource.definitionName() + " is missing", INSTALL))
                .toList();
        return missing.isEmpty()
                ? Stream.of(well("all " + CustomResources.values().length + " custom resources are defined"))
                : missing.stream();
    }

    private static boolean serves(CustomResourceDefinition definition, CustomResources resource) {
        return definition.getMetadata().getName().equals(resource.definitionName())
                && definition.getSpec().getVersions().stream()
                        .anyMatch(each -> each.getName().equals(CustomResources.VERSION)
                                && Boolean.TRUE.equals(each.getServed()));
    }

    private Stream<Finding> controlPlane() {
        var found = facts.controlPlane();
        if (found.isEmpty()) {
            return Stream.of(wrong("there is no Deployment bulwark in " + facts.namespace(), INSTALL));
        }
        var findings = new ArrayList<Finding>();
        var wanted = Objects.requireNonNullElse(found.get().getSpec().getReplicas(), 1);
        int ready = ready(found.get());
        var count = ready + " of " + wanted + " replicas are ready";
        var look = "kubectl -n " + facts.namespace() + " get pods -l app.kubernetes.io/name=bulwark, and their logs";
        if (ready == 0) {
            findings.add(wrong(count, look));
        } else {
            findings.add(ready < wanted ? doubtful(count, look) : well(count));
        }
        found.get().getSpec().getTemplate().getSpec().getContainers().stream()
                .map(container -> tag(container.getImage()))
                .filter(tag -> !tag.equals(version))
                .map(tag -> doubtful(
                        "the control plane's image is " + tag + ", this tool is " + version,
                        "use the tool of the version that is installed"))
                .forEach(findings::add);
        return findings.stream();
    }

    /* The leader writes the time of its own clock; whether it lives is told by whether the Lease changes. */
    private Finding leader() {
        var spec = facts.lease().map(Lease::getSpec);
        var holder = spec.map(LeaseSpec::getHolderIdentity).orElse("");
        var renewed = spec.map(LeaseSpec::getRenewTime).map(time -> Duration.between(time.toInstant(), facts.now()));
        if (holder.isEmpty() || renewed.isEmpty()) {
            return wrong(
                    "no replica leads, so nothing is written: no certificates, no status",
                    "look at the logs of the control plane");
        }
        if (!facts.renewing()) {
            return wrong(
                    holder + " leads but does not say so any more, last "
                            + renewed.get().toSeconds() + " s ago by this machine's clock",
                    "is it alive, and does it reach the API server? Look at its logs");
        }
        if (renewed.get().abs().compareTo(LEASE_LATE) > 0) {
            return doubtful(
                    "the clock of " + holder + " is " + renewed.get().abs().toSeconds() + " s "
                            + (renewed.get().isNegative() ? "ahead of" : "behind") + " this machine's",
                    "tokens and certificates count on clocks that agree within some hours, and this tool's times on its own");
        }
        return well(holder + " leads");
    }

    private static int ready(Deployment deployment) {
        return deployment.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(deployment.getStatus().getReadyReplicas(), 0);
    }

    /** What stands behind the last colon of an image's name; a registry's port is none. */
    private static String tag(String image) {
        var name = image.substring(image.lastIndexOf('/') + 1);
        var colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(colon + 1);
    }
}
