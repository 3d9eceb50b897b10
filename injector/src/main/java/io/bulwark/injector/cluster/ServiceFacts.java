package io.bulwark.injector.cluster;

import io.fabric8.kubernetes.api.model.Service;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What policy needs of a Service.
 *
 * @param selector labels of the Pods behind it; empty when others say who is
 * @param addresses the ones under which all Pods find it, each with a full prefix; none when it has none
 */
public record ServiceFacts(Named service, NavigableMap<String, String> selector, List<String> addresses) {
    public ServiceFacts {
        selector = Collections.unmodifiableNavigableMap(new TreeMap<>(selector));
        addresses = List.copyOf(addresses);
    }

    /** The facts of a Service as the API server tells it. */
    public static ServiceFacts of(Service service) {
        var meta = service.getMetadata();
        var spec = service.getSpec();
        var selector = new TreeMap<String, String>();
        if (spec.getSelector() != null) {
            selector.putAll(spec.getSelector());
        }
        return new ServiceFacts(
                new Named(meta.getNamespace(), meta.getName()),
                selector,
                Stream.concat(spec.getClusterIPs().stream(), Stream.ofNullable(spec.getClusterIP()))
                        .filter(Objects::nonNull)
                        .filter(address -> !address.isEmpty() && !address.equals("None"))
                        .distinct()
                        .map(Addresses::block)
                        .toList());
    }

    /** Whether its selector chooses the Pod. */
    boolean selects(PodFacts pod) {
        return !selector.isEmpty()
                && pod.pod().namespace().equals(service.namespace())
                && pod.labels().entrySet().containsAll(selector.entrySet());
    }
}
