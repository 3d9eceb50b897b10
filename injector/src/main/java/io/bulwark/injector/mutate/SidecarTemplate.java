package io.bulwark.injector.mutate;

import io.bulwark.policy.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the operator of the cluster says of every sidecar.
 *
 * @param version of the product, shown in the status annotation
 * @param nativeSidecars whether the cluster starts init containers that go on running (Kubernetes 1.29); otherwise the proxy is an
 *     ordinary container
 * @param resources of the proxy's container where the Pod's annotations say nothing; a CPU limit may be missing
 * @param environment what every proxy is told besides, such as where the control plane is
 * @param guaranteedCpu the CPU of the proxy in a Pod of the quality of service class Guaranteed, where it must have a limit
 */
public record SidecarTemplate(
        String version,
        String initImage,
        String proxyImage,
        String pullPolicy,
        boolean nativeSidecars,
        NavigableMap<ProxyAmount, String> resources,
        String guaranteedCpu,
        NavigableMap<String, String> environment) {
    private static final int HASH_DIGITS = 12;

    public SidecarTemplate {
        environment = Collections.unmodifiableNavigableMap(new TreeMap<>(environment));
        resources = Collections.unmodifiableNavigableMap(new TreeMap<>(resources));
    }

    /** The defaults for images of this version. */
    public static SidecarTemplate of(String version, String initImage, String proxyImage) {
        return new SidecarTemplate(
                version,
                initImage,
                proxyImage,
                "IfNotPresent",
                true,
                new TreeMap<>(Map.of(
                        ProxyAmount.CPU_REQUEST, "50m",
                        ProxyAmount.MEMORY_REQUEST, "128Mi",
                        ProxyAmount.MEMORY_LIMIT, "256Mi")),
                "250m",
                new TreeMap<>());
    }

    /** The same where proxies are told more. */
    public SidecarTemplate withEnvironment(NavigableMap<String, String> more) {
        return new SidecarTemplate(
                version, initImage, proxyImage, pullPolicy, nativeSidecars, resources, guaranteedCpu, more);
    }

    /** The same for a cluster that has no native sidecars. */
    public SidecarTemplate withoutNativeSidecars() {
        return new SidecarTemplate(
                version, initImage, proxyImage, pullPolicy, false, resources, guaranteedCpu, environment);
    }

    /** Names the content of this template: same content, same hash. */
    public String hash() {
        return "sha256:" + Sha256.of(toString()).substring(0, HASH_DIGITS);
    }
}
