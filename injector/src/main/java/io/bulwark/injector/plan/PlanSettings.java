package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.Named;

/**
 * What the operator of the cluster says of plans.
 *
 * @param systemNamespace where the inspection policy for all namespaces is
 * @param clusterDomain the end of the names of Services
 * @param maxGroups when the cluster has more groups of peers, a workload without an enforced allowlist is told only of its namespace and
 *     of those whom its rules name
 */
public record PlanSettings(String systemNamespace, String clusterDomain, int maxGroups) {
    /** The name of the inspection policy of a namespace, and in the system's of that for all. */
    public static final String INSPECTION_NAME = "default";

    public PlanSettings {
        if (maxGroups < 1 || maxGroups > 16_000) {
            throw new IllegalArgumentException("maxGroups must be 1..16000, was " + maxGroups);
        }
    }

    public static PlanSettings of(String systemNamespace) {
        return new PlanSettings(systemNamespace, "cluster.local", 4096);
    }

    Named clusterInspection() {
        return new Named(systemNamespace, INSPECTION_NAME);
    }
}
