package io.bulwark.injector.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.crd.CustomResources;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventListBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // the extension puts them in
class CheckCommandTest {
    private static final Path BASE = Path.of("../k8s/base");
    private static final Path FAILED = Path.of("src/test/resources/refusals/webhook-denied-replicaset-event.json");
    private static final String REFUSAL = """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 422, "reason": "Invalid",
             "message": "admission webhook \\"policy.bulwark.io\\" denied the request: spec.limits.idleTimeout must be 1s..24h"}
            """;

    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void anEmptyClusterIsToldWhatIsMissing() {
        // Given
        var out = new StringWriter();
        // When
        var code = check(out);
        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "  ✗ the definition serviceallowlists.bulwark.io is missing\n      kubectl apply -k k8s/base\n")
                .contains("  ✗ there is no Deployment bulwark in bulwark-system\n")
                .contains("  ✗ there is no MutatingWebhookConfiguration bulwark: no Pod gets a sidecar\n")
                .contains("  ! no namespace asks for sidecars\n");
    }

    @Test
    void theManifestsAreFoundAndABarePodIsNamed() throws IOException {
        // Given
        for (var file : new String[] {"control-plane", "webhooks"}) {
            try (var yaml = Files.newInputStream(BASE.resolve(file + ".yaml"))) {
                client.load(yaml).inNamespace("bulwark-system").create();
            }
        }
        for (var resource : CustomResources.values()) {
            client.resource(JsonMapper.shared().treeToValue(resource.definition(), CustomResourceDefinition.class))
                    .create();
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .addToLabels(Gathering.LABEL, Gathering.ENABLED)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("bare")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
        var event = Serialization.unmarshal(Files.readString(FAILED), Event.class);
        var ofOneThatIsGone = event.edit()
                .editInvolvedObject()
                .withName("deleted-5d8f")
                .endInvolvedObject()
                .build();
        client.resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName(event.getInvolvedObject().getName())
                        .endMetadata()
                        .build())
                .create();
        // The server here knows no selectors of fields.
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/shop/events?fieldSelector=reason%3DFailedCreate")
                .andReturn(
                        200,
                        new EventListBuilder().withItems(event, ofOneThatIsGone).build())
                .once();
        // What a real API server says when it has asked our webhook; the one here asks nobody.
        server.expect()
                .post()
                .withPath("/apis/bulwark.io/v1alpha1/namespaces/bulwark-system/inspectionpolicies?dryRun=All")
                .andReturn(422, REFUSAL)
                .once();
        var out = new StringWriter();
        // When
        var code = check(out);
        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("  ✓ all 3 custom resources are defined\n")
                .contains("  ✗ 0 of 2 replicas are ready\n")
                .contains("  ✗ inject.bulwark.io carries no certificate")
                .contains("  ✓ the API server reaches the webhook, which refuses what it must\n")
                .contains("Pods of ReplicaSet shop/refused-dccdcfd94 are not created, because the webhook refuses them")
                .doesNotContain("deleted-5d8f")
                .contains("  ✗ 1 Pods should have a sidecar and have none: shop/bare\n")
                .endsWith("wrong\n");
    }

    @Test
    void anApiServerThatIsAwayIsNoInstallationThatIsWrong() {
        // Given
        server.shutdown();
        var out = new StringWriter();
        // When
        var code = check(out);
        // Then
        assertThat(code).isEqualTo(2);
        assertThat(out.toString())
                .startsWith("the API server cannot be asked: ")
                .contains("ConnectException");
    }

    private int check(StringWriter out) {
        return CheckCommand.run(client, "bulwark-system", InstantSource.system(), new PrintWriter(out));
    }
}
