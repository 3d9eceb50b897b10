package io.bulwark.injector.mutate;

import io.bulwark.policy.Printable;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a Pod gets a sidecar. */
public final class Injection {
    private static final String OS_LABEL = "kubernetes.io/os";
    private static final List<String> POWERS = List.of("NET_ADMIN", "SYS_ADMIN", "ALL");

    private final PodParts parts;

    private Injection(PodParts parts) {
        this.parts = parts;
    }

    /** The decision on a Pod as its author, or another webhook, has left it. */
    public static Decision decide(Pod pod) {
        return new Injection(PodParts.of(pod)).decide();
    }

    /** Whether a Pod has the sidecar, of whichever version. */
    public static boolean hasSidecar(Pod pod) {
        return PodParts.of(pod).ours(Names.PROXY).isPresent();
    }

    /** The version of the sidecar that a Pod has; empty when it has none. */
    public static Optional<String> sidecarVersion(Pod pod) {
        var parts = PodParts.of(pod);
        return parts.ours(Names.PROXY)
                .map(_ -> InjectionStatus.versionIn(parts.annotations().get(PodAnnotations.STATUS)));
    }

    private Decision decide() {
        var spec = parts.spec();
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            return new Decision.Skip(SkipReason.HOST_NETWORK);
        }
        if (isWindows()) {
            return new Decision.Skip(SkipReason.WINDOWS);
        }
        var label = parts.labels().get(PodAnnotations.INJECT);
        var annotation = parts.annotations().get(PodAnnotations.INJECT);
        var problems = new ArrayList<String>();
        checkWish("label", label, problems);
        checkWish("annotation", annotation, problems);
        if (problems.isEmpty() && label != null && annotation != null && !label.equals(annotation)) {
            problems.add("label " + PodAnnotations.INJECT + "=" + label + " and annotation " + PodAnnotations.INJECT
                    + "=" + annotation + " contradict each other; leave one of them away");
        }
        if (problems.isEmpty() && (Objects.equals(label, "false") || Objects.equals(annotation, "false"))) {
            return new Decision.Skip(SkipReason.OPTED_OUT);
        }
        var annotations = new PodAnnotations(parts.annotations());
        var settings = annotations.settings();
        problems.addAll(annotations.problems());
        checkContainers(problems);
        checkVolumes(problems);
        return problems.isEmpty()
                ? new Decision.Inject(settings, warnings(annotations))
                : new Decision.Reject(problems);
    }

    private boolean isWindows() {
        var os = parts.spec().getOs();
        var selector = parts.spec().getNodeSelector();
        return (os != null && "windows".equals(os.getName()))
                || (selector != null && "windows".equals(selector.get(OS_LABEL)));
    }

    private static void checkWish(String kind, @Nullable String value, List<String> problems) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            problems.add(kind + " " + PodAnnotations.INJECT + " must be true or false, was " + Printable.quoted(value));
        }
    }

    private void checkContainers(List<String> problems) {
        for (var name : Names.CONTAINERS) {
            if (parts.ours(name).isPresent() && !parts.carriesStatus()) {
                problems.add(
                        "container " + Printable.quoted(name) + " has a name that the sidecar needs; choose another");
            }
        }
        for (var container : parts.applicationContainers()) {
            var shown = "container " + Printable.quoted(container.getName());
            if (runsAsProxy(container)) {
                problems.add(shown + " runs as uid " + Names.PROXY_UID
                        + ", which is the proxy's own uid, whose traffic is not intercepted; choose another runAsUser");
            }
            for (var port : container.getPorts()) {
                if (isTaken(port)) {
                    problems.add(shown + " has containerPort " + port.getContainerPort()
                            + ", where the proxy listens; choose another than "
                            + Names.PORTS.stream().sorted().toList());
                }
            }
        }
    }

    private boolean runsAsProxy(Container container) {
        var pod = parts.spec().getSecurityContext();
        var own = Optional.ofNullable(container.getSecurityContext()).map(SecurityContext::getRunAsUser);
        var uid = own.or(() -> Optional.ofNullable(pod).map(context -> context.getRunAsUser()));
        return uid.isPresent() && uid.get() == Names.PROXY_UID;
    }

    private static boolean isTaken(ContainerPort port) {
        var tcp = port.getProtocol() == null || port.getProtocol().equals("TCP");
        return tcp && port.getContainerPort() != null && Names.PORTS.contains(port.getContainerPort());
    }

    private void checkVolumes(List<String> problems) {
        if (parts.carriesStatus()) {
            return;
        }
        for (var volume : parts.spec().getVolumes()) {
            if (Names.VOLUMES.contains(volume.getName())) {
                problems.add("volume " + Printable.quoted(volume.getName())
                        + " has a name that the sidecar needs; choose another");
            }
        }
    }

    private List<String> warnings(PodAnnotations annotations) {
        var warnings = new ArrayList<String>();
        for (var key : annotations.unknown()) {
            warnings.add("annotation " + Printable.quoted(key) + " is not known and does nothing");
        }
        if (parts.annotations().containsKey(PodAnnotations.STATUS) && !parts.carriesStatus()) {
            warnings.add("annotation " + PodAnnotations.STATUS + " is no status, and is replaced");
        }
        for (var container : parts.applicationContainers()) {
            if (mayRemoveRules(container)) {
                warnings.add("container " + Printable.quoted(container.getName())
                        + " may change the Pod's network, and so go round the proxy");
            }
        }
        return warnings;
    }

    private static boolean mayRemoveRules(Container container) {
        var context = container.getSecurityContext();
        if (context == null) {
            return false;
        }
        var capabilities = context.getCapabilities();
        return Boolean.TRUE.equals(context.getPrivileged())
                || (capabilities != null && capabilities.getAdd().stream().anyMatch(Injection::isPower));
    }

    private static boolean isPower(String capability) {
        return POWERS.contains(capability.startsWith("CAP_") ? capability.substring(4) : capability);
    }
}
