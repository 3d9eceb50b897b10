package io.bulwark.injector.cluster;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which Pods an EndpointSlice puts behind a Service, ready or not.
 *
 * @param pods their uids
 */
public record SliceFacts(Named slice, Named service, Set<String> pods) {
    private static final String OF_SERVICE = "kubernetes.io/service-name";

    public SliceFacts {
        pods = Set.copyOf(pods);
    }

    /** The facts of a slice as the API server tells it. */
    public static SliceFacts of(EndpointSlice slice) {
        var meta = slice.getMetadata();
        var labels = meta.getLabels();
        var service = labels == null ? "" : labels.getOrDefault(OF_SERVICE, "");
        return new SliceFacts(
                new Named(meta.getNamespace(), meta.getName()),
                new Named(meta.getNamespace(), service),
                Stream.ofNullable(slice.getEndpoints())
                        .flatMap(List::stream)
                        .map(endpoint -> endpoint.getTargetRef())
                        .filter(Objects::nonNull)
                        .filter(target -> "Pod".equals(target.getKind()))
                        .map(ObjectReference::getUid)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
    }
}
