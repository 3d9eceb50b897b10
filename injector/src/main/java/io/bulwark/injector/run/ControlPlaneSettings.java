package io.bulwark.injector.run;

import io.bulwark.injector.mutate.SidecarTemplate;
import java.net.InetSocketAddress;

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
        SidecarTemplate template) {

    /** The name by which all Pods find the Service. */
    String host() {
        return name + "." + namespace + ".svc";
    }
}
