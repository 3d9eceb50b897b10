package io.bulwark.injector.manifests;

import io.bulwark.injector.kubernetes.OpenApi;
import io.bulwark.injector.kubernetes.Strict;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The objects in a file of manifests, and what Kubernetes would say of them. */
public final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.ofEntries(
            Map.entry("ConfigMap", ConfigMap.class),
            Map.entry("Namespace", Namespace.class),
            Map.entry("Secret", Secret.class),
            Map.entry("Service", Service.class),
            Map.entry("ServiceAccount", ServiceAccount.class),
            Map.entry("MutatingWebhookConfiguration", MutatingWebhookConfiguration.class),
            Map.entry("ValidatingWebhookConfiguration", ValidatingWebhookConfiguration.class),
            Map.entry("CustomResourceDefinition", CustomResourceDefinition.class),
            Map.entry("Deployment", Deployment.class),
            Map.entry("StatefulSet", StatefulSet.class),
            Map.entry("NetworkPolicy", NetworkPolicy.class),
            Map.entry("PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("ClusterRole", ClusterRole.class),
            Map.entry("ClusterRoleBinding", ClusterRoleBinding.class),
            Map.entry("Role", Role.class),
            Map.entry("RoleBinding", RoleBinding.class));

    private Manifests() {}

    public static List<JsonNode> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static List<JsonNode> parse(String yaml) {
        var objects = new ArrayList<JsonNode>();
        try (var documents = YAMLMapper.shared().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            documents.forEachRemaining(objects::add);
        }
        objects.removeIf(JsonNode::isNull);
        return objects;
    }

    /** What is wrong with an object of Kubernetes' own; a kind that is not known here is wrong too. */
    static List<String> faults(JsonNode object) throws IOException {
        var kind = object.path("kind").asString();
        var type = TYPES.get(kind);
        if (type == null) {
            return List.of("no type is known for " + kind);
        }
        var faults = new ArrayList<>(Strict.unknown(object, type));
        var version = object.path("apiVersion").asString();
        var slash = version.indexOf('/');
        var group = slash < 0 ? "core" : version.substring(0, slash);
        var number = version.substring(slash + 1);
        var document = OpenApi.of(group + "-" + number);
        if (document.isPresent()) {
            faults.addAll(document.get().faults(typeName(group, number, kind), object));
        }
        return faults;
    }

    private static String typeName(String group, String version, String kind) {
        var dot = group.indexOf('.');
        var prefix = group.startsWith("apiextensions.")
                ? "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."
                : "io.k8s.api." + (dot < 0 ? group : group.substring(0, dot)) + ".";
        return prefix + version + "." + kind;
    }
}
