package io.bulwark.injector.run;

import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.policy.learn.Promotion.Bounds;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one replica of the control plane is started with.
 *
 * @param namespace its own, where Secret and Lease are and the inspection policy for all
 * @param replica its name among the replicas
 * @param name of its Service, and of its webhook configurations
 * @param webhook where the API server's questions are answered
 * @param stream where proxies connect
 * @param streamPort under which the Service has that
 * @param health where the kubelet and Prometheus ask
 * @param clusterDomain the end of the names of Services
 * @param moreNames of hosts, for its certificate
 * @param certificateFolder where somebody else keeps its certificate; empty when it has an authority of its own
 * @param promotion when an allowlist that goes on by itself may do so
 */
public record ControlPlaneSettings(
        String namespace,
        String replica,
        String name,
        InetSocketAddress webhook,
        InetSocketAddress stream,
        int streamPort,
        InetSocketAddress health,
        String clusterDomain,
        List<String> moreNames,
        Optional<Path> certificateFolder,
        SidecarTemplate template,
        Bounds promotion) {

    public ControlPlaneSettings {
        moreNames = List.copyOf(moreNames);
    }

    /** All names that its certificate has, the one that proxies use first. */
    List<String> certificateNames() {
        var own = Stream.of(host(), host() + "." + clusterDomain, name + "." + namespace);
        return Stream.concat(own, moreNames.stream()).toList();
    }

    /** The name by which all Pods find the Service. */
    String host() {
        return name + "." + namespace + ".svc";
    }
}
