package io.bulwark.injector.mutate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the sidecar into a Pod. What is there of an earlier time is replaced, so that doing it again gives the same Pod.
 *
 * <p>Only for a Pod of which {@link Injection#decide} said {@link Decision.Inject}.
 */
public final class PodMutation {
    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private final PodParts parts;
    private final SidecarTemplate template;
    private final ProxyResources resources;
    private final SidecarContainers sidecar;
    private final String hookKey;

    private PodMutation(Pod pod, PodSettings settings, SidecarTemplate template, String hookKey) {
        this.hookKey = hookKey;
        this.template = template;
        parts = PodParts.of(pod);
        resources = new ProxyResources(template, settings, parts);
        sidecar = new SidecarContainers(template, settings);
    }

    /**
     * The Pod with the sidecar of this template; the one given is left as it is.
     *
     * @param hookKey what nobody can guess who may not read the Pod: 32 hexadecimal digits; hooks that have one keep it
     */
    public static Pod inject(Pod pod, PodSettings settings, SidecarTemplate template, String hookKey) {
        return new PodMutation(pod, settings, template, hookKey).inject(pod);
    }

    private Pod inject(Pod pod) {
        var probes = new AppProbes(probesBefore(), hookKey);
        var initContainers = turned(parts.spec().getInitContainers(), probes);
        var containers = turned(parts.spec().getContainers(), probes);
        var grace = Optional.ofNullable(parts.spec().getTerminationGracePeriodSeconds())
                .orElse(DEFAULT_GRACE_SECONDS);
        var init = keepingAdditions(sidecar.init(resources.ofInit()));
        var proxy = keepingAdditions(sidecar.proxy(resources.ofProxy(), probes.json(), grace));

        initContainers.addFirst(init);
        if (template.nativeSidecars()) {
            initContainers.add(1, proxy);
        } else {
            containers.addFirst(proxy);
        }
        var builder = new PodBuilder(pod)
                .editOrNewMetadata()
                .addToAnnotations(PodAnnotations.STATUS, status())
                .endMetadata()
                .editOrNewSpec()
                .withInitContainers(initContainers)
                .withContainers(containers)
                .withVolumes(volumes())
                .endSpec();
        if (!template.nativeSidecars()
                && containers.size() > 1
                && !parts.annotations().containsKey(DEFAULT_CONTAINER)) {
            builder.editMetadata()
                    .addToAnnotations(DEFAULT_CONTAINER, containers.get(1).getName())
                    .endMetadata();
        }
        PodLevelAmounts.shift(builder, parts, proxy);
        return builder.build();
    }

    private String status() {
        var isNative = template.nativeSidecars();
        return new InjectionStatus(
                        template.version(),
                        template.hash(),
                        isNative ? Names.CONTAINERS : List.of(Names.INIT),
                        isNative ? List.of() : List.of(Names.PROXY),
                        Names.VOLUMES)
                .json();
    }

    private String probesBefore() {
        return parts.ours(Names.PROXY)
                .flatMap(proxy -> proxy.getEnv().stream()
                        .filter(variable -> variable.getName().equals(SidecarContainers.APP_PROBES))
                        .findFirst())
                .map(EnvVar::getValue)
                .map(SidecarContainers::unescaped)
                .orElse(AppProbes.NOTHING);
    }

    private static List<Container> turned(List<Container> containers, AppProbes probes) {
        var turned = new ArrayList<Container>();
        for (var container : containers) {
            if (!PodParts.isOurs(container.getName())) {
                turned.add(probes.turn(container));
            }
        }
        return turned;
    }

    /** Our volumes in their places if they are there, else at the end. */
    private List<Volume> volumes() {
        var volumes = new ArrayList<>(parts.spec().getVolumes());
        for (var ours : sidecar.volumes()) {
            var place = indexOf(volumes, ours.getName());
            if (place < 0) {
                volumes.add(ours);
            } else {
                volumes.set(place, ours);
            }
        }
        return volumes;
    }

    private static int indexOf(List<Volume> volumes, String name) {
        for (int i = 0; i < volumes.size(); i++) {
            if (name.equals(volumes.get(i).getName())) {
                return i;
            }
        }
        return -1;
    }

    /** A LimitRange of the namespace adds amounts that we do not set; taking them out again could break its rule. */
    private Container keepingAdditions(Container made) {
        var before = parts.ours(made.getName()).map(Container::getResources);
        return before.isEmpty()
                ? made
                : new ContainerBuilder(made)
                        .withResources(joined(made.getResources(), before.get()))
                        .build();
    }

    private static ResourceRequirements joined(ResourceRequirements made, ResourceRequirements before) {
        var builder = new ResourceRequirementsBuilder(made);
        missing(before.getRequests(), made.getRequests()).forEach(builder::addToRequests);
        missing(before.getLimits(), made.getLimits()).forEach(builder::addToLimits);
        return builder.build();
    }

    private static Map<String, Quantity> missing(
            @Nullable Map<String, Quantity> from, @Nullable Map<String, Quantity> in) {
        var missing = new TreeMap<String, Quantity>(from == null ? Map.of() : from);
        if (in != null) {
            missing.keySet().removeAll(in.keySet());
        }
        return missing;
    }
}
