package io.bulwark.injector.cluster;

import io.bulwark.policy.Cidr;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What policy needs of a node: from which addresses its kubelet, and the Pods that use its network, speak to other Pods.
 *
 * @param addresses the ones that its status names, each with a full prefix
 * @param likely others that its network plugin may give it: they are its own only where no Pod has them
 */
public record NodeFacts(String node, NavigableSet<String> addresses, NavigableSet<String> likely) {
    /* What speaks to a Pod of another node from the network of this one does so from the address of the plugin's interface. Calico and Cilium
     * write it into annotations of the node; a bridge has the first address of the node's block, and a tunnel of flannel the one
     * before that. */

    private static final Set<String> ADDRESS_TYPES = Set.of("InternalIP", "ExternalIP");
    private static final List<String> ANNOTATIONS = List.of(
            "projectcalico.org/IPv4IPIPTunnelAddr",
            "projectcalico.org/IPv4VXLANTunnelAddr",
            "projectcalico.org/IPv6VXLANTunnelAddr",
            "projectcalico.org/IPv4WireguardInterfaceAddr",
            "projectcalico.org/IPv6WireguardInterfaceAddr",
            "network.cilium.io/ipv4-cilium-host",
            "network.cilium.io/ipv6-cilium-host");

    public NodeFacts {
        addresses = Collections.unmodifiableNavigableSet(new TreeSet<>(addresses));
        likely = Collections.unmodifiableNavigableSet(new TreeSet<>(likely));
    }

    /** The facts of a node as the API server tells it. */
    public static NodeFacts of(Node node) {
        var addresses = new TreeSet<String>();
        var likely = new TreeSet<String>();
        if (node.getStatus() != null) {
            node.getStatus().getAddresses().stream()
                    .filter(address -> ADDRESS_TYPES.contains(address.getType()))
                    .map(NodeAddress::getAddress)
                    .forEach(address -> add(address, addresses));
        }
        if (node.getSpec() != null) {
            Stream.concat(
                            node.getSpec().getPodCIDRs().stream(),
                            Stream.ofNullable(node.getSpec().getPodCIDR()))
                    .forEach(block -> likely.addAll(Addresses.firstOf(block)));
        }
        var annotations = Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.<String, String>of());
        ANNOTATIONS.forEach(name -> add(annotations.getOrDefault(name, ""), likely));
        likely.removeAll(addresses);
        return new NodeFacts(node.getMetadata().getName(), addresses, likely);
    }

    private static void add(String address, Set<String> into) {
        Cidr.of(Addresses.block(address)).ifPresent(block -> into.add(block.text()));
    }
}
