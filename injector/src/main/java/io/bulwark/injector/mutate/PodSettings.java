package io.bulwark.injector.mutate;

import io.bulwark.policy.Cidr;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a Pod asks of its sidecar by annotations.
 *
 * @param excludedInboundPorts of the Pod, ascending; reached uninspected
 * @param excludedOutboundPorts of destinations, ascending; reached uninspected
 * @param excludedOutboundCidrs destinations that are reached uninspected, as they were written
 * @param protocols by destination port, where detection should not have to find out
 * @param logLevel empty for the proxy's own
 * @param resources what is asked of the proxy's container in place of the template's, by name of the amount
 */
public record PodSettings(
        NavigableSet<Integer> excludedInboundPorts,
        NavigableSet<Integer> excludedOutboundPorts,
        List<Cidr> excludedOutboundCidrs,
        NavigableMap<Integer, String> protocols,
        Optional<String> logLevel,
        NavigableMap<ProxyAmount, String> resources) {

    public PodSettings {
        excludedInboundPorts = Collections.unmodifiableNavigableSet(new TreeSet<>(excludedInboundPorts));
        excludedOutboundPorts = Collections.unmodifiableNavigableSet(new TreeSet<>(excludedOutboundPorts));
        excludedOutboundCidrs = List.copyOf(excludedOutboundCidrs);
        protocols = Collections.unmodifiableNavigableMap(new TreeMap<>(protocols));
        resources = Collections.unmodifiableNavigableMap(new TreeMap<>(resources));
    }

    /** What holds for a Pod without annotations. */
    public static PodSettings defaults() {
        return new PodSettings(
                new TreeSet<>(), new TreeSet<>(), List.of(), new TreeMap<>(), Optional.empty(), new TreeMap<>());
    }
}
