package io.bulwark.injector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.NodeFacts;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Nodes are one peer: kubelets, and Pods that use their networks. */
class NodesTest extends PlannedCluster {
    private static final String FROM_NODES = """
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "orders", "namespace": "shop"},
             "spec": {"mode": "Enforce", "egress": [], "ingress": [{"id": "nodes",
               "from": [{"namespace": "kube-node-lease", "workload": "node"}], "http": [{"methods": ["GET"]}]}]}}
            """;

    @Test
    void aNodeHasTheAddressesOfItsStatusAndThoseThatItsNetworkPluginGivesIt() {
        // Given
        var node = new NodeBuilder()
                .withNewMetadata()
                .withName("worker-1")
                .addToAnnotations("projectcalico.org/IPv4VXLANTunnelAddr", "10.244.9.64")
                .addToAnnotations("network.cilium.io/ipv6-cilium-host", "no address")
                .endMetadata()
                .withNewSpec()
                .withPodCIDR("10.244.1.0/24")
                .addToPodCIDRs("10.244.1.0/24", "fd00:1::/64", "nonsense", "10.9.9.9/32")
                .endSpec()
                .withNewStatus()
                .addNewAddress("192.168.1.7", "InternalIP")
                .addNewAddress("fd00::7", "InternalIP")
                .addNewAddress("203.0.113.7", "ExternalIP")
                .addNewAddress("worker-1", "Hostname")
                .endStatus()
                .build();
        // When
        var facts = NodeFacts.of(node);
        // Then
        assertThat(facts.addresses()).containsExactly("192.168.1.7/32", "203.0.113.7/32", "fd00::7/128");
        assertThat(facts.likely())
                .containsExactly("10.244.1.0/32", "10.244.1.1/32", "10.244.9.64/32", "fd00:1::/128", "fd00:1::1/128");
    }

    @Test
    void aRuleForNodesIsForNodesThatComeLaterToo() throws UnknownHostException {
        // Given
        pod("shop", "orders", "10.244.1.5");
        node("worker-1", "192.168.1.7", "10.244.1.1");
        put(ORDERS, DocumentFacts.Kind.ALLOWLIST, FROM_NODES);
        plan();
        assertThat(who("192.168.1.7")).isEqualTo("kube-node-lease/node");
        assertThat(who("10.244.1.1")).isEqualTo("kube-node-lease/node");
        assertThat(who("192.168.1.8")).isEqualTo("/");
        // When
        node("worker-2", "192.168.1.8", "10.244.2.1");
        state.removeNode("worker-1");
        plan();
        // Then
        assertThat(who("192.168.1.8")).isEqualTo("kube-node-lease/node");
        assertThat(who("192.168.1.7")).isEqualTo("/");
    }

    @Test
    void whatANodeOnlyLikelyHasIsAPodsWhereAPodHasIt() throws UnknownHostException {
        // Given
        pod("shop", "orders", "10.244.1.5");
        node("worker-1", "192.168.1.7", "10.244.1.1");
        plan();
        // When
        pod("web", "edge", "10.244.1.1");
        plan();
        // Then
        assertThat(who("10.244.1.1")).isEqualTo("web/edge");
        assertThat(who("192.168.1.7")).isEqualTo("kube-node-lease/node");
        // When
        state.removePod("web/edge/10.244.1.1");
        plan();
        // Then
        assertThat(who("10.244.1.1")).isEqualTo("kube-node-lease/node");
    }

    @Test
    void aPodThatClaimsANodesOwnAddressIsNotTakenForIt() throws UnknownHostException {
        // Given
        pod("shop", "orders", "10.244.1.5");
        node("worker-1", "192.168.1.7", "10.244.1.1");
        // When
        pod("web", "edge", "192.168.1.7");
        plan();
        // Then
        assertThat(who("192.168.1.7")).isEqualTo("kube-node-lease/node");
    }

    private void node(String name, String address, String likely) {
        var builder = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations("network.cilium.io/ipv4-cilium-host", likely)
                .endMetadata()
                .withNewStatus()
                .addNewAddress(address, "InternalIP")
                .endStatus();
        state.put(NodeFacts.of(builder.build()));
    }

    /** Who has an address, as orders knows it. */
    private String who(String address) throws UnknownHostException {
        var identity = snapshot(ORDERS).identify(InetAddress.getByName(address).getAddress());
        return identity.namespace() + "/" + identity.workload();
    }
}
