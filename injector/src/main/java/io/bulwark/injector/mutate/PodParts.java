package io.bulwark.injector.mutate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Pod's parts by what they are to us, with nothing null. */
record PodParts(ObjectMeta metadata, PodSpec spec) {
    static PodParts of(Pod pod) {
        return new PodParts(
                pod.getMetadata() == null ? new ObjectMeta() : pod.getMetadata(),
                pod.getSpec() == null ? new PodSpec() : pod.getSpec());
    }

    Map<String, String> annotations() {
        return metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    }

    Map<String, String> labels() {
        return metadata.getLabels() == null ? Map.of() : metadata.getLabels();
    }

    /** Whether the parts with our names were put in by us, so that they may be put in anew. */
    boolean carriesStatus() {
        return InjectionStatus.isStatus(annotations().get(PodAnnotations.STATUS));
    }

    /** Every container that is not ours, in the order in which they start. */
    List<Container> applicationContainers() {
        return allContainers().filter(container -> !isOurs(container.getName())).toList();
    }

    /** The container of ours with this name, wherever in the Pod it is. */
    Optional<Container> ours(String name) {
        return allContainers()
                .filter(container -> name.equals(container.getName()))
                .findFirst();
    }

    private Stream<Container> allContainers() {
        return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
    }

    static boolean isOurs(String containerName) {
        return Names.CONTAINERS.contains(containerName);
    }
}
