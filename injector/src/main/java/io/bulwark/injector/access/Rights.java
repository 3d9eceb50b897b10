package io.bulwark.injector.access;

import io.bulwark.injector.crd.CustomResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All that the control plane may ask of the API server; the roles in the manifests have exactly these. */
public final class Rights {
    /** The name of the Service, the webhook configurations and the Lease. */
    public static final String NAME = "bulwark";

    /** The Secret that holds the certificate authority. */
    public static final String AUTHORITY_SECRET = "bulwark-ca";

    private static final Set<String> LOOK = Set.of("get", "list", "watch");
    private static final Set<String> KEEP = Set.of("get", "update", "patch");

    private Rights() {}

    public static List<Right> all() {
        var rights = new ArrayList<Right>();
        // Who has which address, and which Pods are behind which Service.
        List.of("pods", "services", "namespaces", "nodes").forEach(resource -> cluster(rights, "", resource, LOOK));
        cluster(rights, "discovery.k8s.io", "endpointslices", LOOK);
        cluster(rights, "", "events", Set.of("create"));
        // The user's documents are read; only their status is written. Profiles are our own.
        cluster(rights, CustomResources.GROUP, CustomResources.SERVICE_ALLOWLIST.plural(), LOOK);
        cluster(rights, CustomResources.GROUP, CustomResources.INSPECTION_POLICY.plural(), LOOK);
        cluster(
                rights,
                CustomResources.GROUP,
                CustomResources.LEARNED_PROFILE.plural(),
                Set.of("get", "list", "watch", "create", "update"));
        for (var resource : CustomResources.values()) {
            cluster(rights, CustomResources.GROUP, resource.plural() + "/status", Set.of("update", "patch"));
        }
        // Who a proxy is.
        cluster(rights, "authentication.k8s.io", "tokenreviews", Set.of("create"));
        // The authority's certificate in our own webhook configurations.
        List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")
                .forEach(resource -> rights.add(
                        new Right(Right.Scope.CLUSTER, "admissionregistration.k8s.io", resource, NAME, KEEP)));
        own(rights, "", "secrets", "", Set.of("create"));
        own(rights, "", "secrets", AUTHORITY_SECRET, KEEP);
        // What replicas tell each other, and how far allowlists have come by themselves.
        own(rights, "", "configmaps", "", Set.of("get", "list", "watch", "create", "update", "delete"));
        own(rights, "coordination.k8s.io", "leases", "", Set.of("create"));
        own(rights, "coordination.k8s.io", "leases", NAME, KEEP);
        return List.copyOf(rights);
    }

    private static void cluster(List<Right> rights, String group, String resource, Set<String> verbs) {
        rights.add(new Right(Right.Scope.CLUSTER, group, resource, "", verbs));
    }

    private static void own(List<Right> rights, String group, String resource, String name, Set<String> verbs) {
        rights.add(new Right(Right.Scope.OWN_NAMESPACE, group, resource, name, verbs));
    }
}
