package io.bulwark.injector.run;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the control plane's webhooks as an API server does: over TLS, by the name of the Service, with the authority that its configuration names. */
final class Webhook {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HOST = "bulwark.bulwark-system.svc";
    private static final int PORT = 9443;

    private final KubernetesSerialization serialization;
    private final String address;
    private final Path authority;
    private final Path body;

    Webhook(MockCluster cluster, String address, Deque<AutoCloseable> resources) throws IOException {
        serialization = cluster.client().getKubernetesSerialization();
        this.address = address;
        var folder = Folders.create(resources);
        body = folder.resolve("review.json");
        authority = folder.resolve("ca.pem");
        Eventually.holds("the webhook's configuration has an authority", () -> cluster.caBundle() != null);
        Files.write(authority, Base64.getDecoder().decode(Objects.requireNonNull(cluster.caBundle())));
    }

    /** The Pod as the webhook leaves it. */
    Pod mutated(Pod pod) throws IOException {
        var object = JSON.readTree(serialization.asJson(pod));
        var response = ask("/mutate", "Pod", "", "pods", pod.getMetadata().getNamespace(), object);
        if (!response.path("allowed").asBoolean()) {
            throw new AssertionError("refused: " + response);
        }
        var patch = Base64.getDecoder().decode(response.path("patch").asString());
        return serialization.unmarshal(
                JsonPatch.apply(JSON.readTree(patch), object).toString(), Pod.class);
    }

    /** Why a document is refused; empty when it is not. */
    String refusal(GenericKubernetesResource document) throws IOException {
        var object = JSON.readTree(serialization.asJson(document));
        var response = ask(
                "/validate",
                document.getKind(),
                "bulwark.io",
                "serviceallowlists",
                document.getMetadata().getNamespace(),
                object);
        return response.path("allowed").asBoolean()
                ? ""
                : response.at("/status/message").asString();
    }

    private JsonNode ask(String path, String kind, String group, String resource, String namespace, JsonNode object)
            throws IOException {
        var review =
                JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        var version = group.isEmpty() ? "v1" : "v1alpha1";
        var request = review.putObject("request")
                .put("uid", "00000000-0000-4000-8000-000000000001")
                .put("operation", "CREATE")
                .put("namespace", namespace)
                .put("name", object.at("/metadata/name").asString())
                .put("dryRun", false);
        request.putObject("kind").put("group", group).put("version", version).put("kind", kind);
        request.putObject("resource")
                .put("group", group)
                .put("version", version)
                .put("resource", resource);
        request.putObject("userInfo").put("username", "system:admin");
        request.set("object", object);
        Files.writeString(body, review.toString());
        var answer = Command.run(
                        "",
                        List.of(
                                "curl",
                                "-sS",
                                "--fail-with-body",
                                "--cacert",
                                authority.toString(),
                                "--connect-to",
                                HOST + ":443:" + address + ":" + PORT,
                                "-H",
                                "Content-Type: application/json",
                                "--data-binary",
                                "@" + body,
                                "https://" + HOST + ":443" + path + "?timeout=5s"))
                .expectSuccess();
        return JSON.readTree(answer.out()).path("response");
    }
}
