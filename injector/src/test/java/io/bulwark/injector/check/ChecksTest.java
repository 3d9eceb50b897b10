package io.bulwark.injector.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.Pem;
import io.bulwark.injector.check.Finding.Level;
import io.bulwark.injector.crd.CustomResources;
import io.bulwark.injector.mutate.Decision;
import io.bulwark.injector.mutate.Injection;
import io.bulwark.injector.mutate.PodMutation;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");
    private static final String VERSION = "0.1.0";
    private static final Path REFUSALS = Path.of("src/test/resources/refusals");

    private Instant now = NOW;
    private String kubernetes = "1.36";
    private int definitions = CustomResources.values().length;
    private int ready = 2;
    private String image = "registry.test:5000/bulwark-control-plane:0.1.0";
    private String failurePolicy = "Fail";
    private String bundle = "";
    private Instant renewed = NOW.minusSeconds(2);
    private boolean renewing = true;
    private List<Event> failures = List.of();
    private Facts.Probe probe = new Facts.Probe.Refused();
    private List<Pod> pods = List.of();
    private List<GenericKubernetesResource> documents = List.of();

    @BeforeEach
    void trust() throws GeneralSecurityException {
        bundle = bundle(NOW);
    }

    @Test
    void whatIsWellIsSaidToBe() {
        // Given
        pods = List.of(injected("0.1.0"));
        // Then
        assertThat(findings()).allSatisfy(finding -> assertThat(finding.level()).isEqualTo(Level.WELL));
        assertThat(findings()).extracting(Finding::what).contains("1 Pods of 1 namespaces have a sidecar");
    }

    @Test
    void aClusterWithoutNativeSidecarsIsDoubtful() {
        // Given
        kubernetes = "1.28+";
        // Then
        assertSays(Level.DOUBTFUL, "version 1.28+ has no native sidecars");
    }

    @Test
    void aMissingDefinitionIsNamed() {
        // Given
        definitions = 2;
        // Then
        assertSays(Level.WRONG, "the definition learnedprofiles.bulwark.io is missing");
    }

    @Test
    void replicasThatAreNotReadyAreCounted() {
        // Given
        ready = 1;
        // Then
        assertSays(Level.DOUBTFUL, "1 of 2 replicas are ready");
        // Given
        ready = 0;
        // Then
        assertSays(Level.WRONG, "0 of 2 replicas are ready");
    }

    @Test
    void anotherVersionOfTheControlPlaneIsTold() {
        // Given
        image = "registry.test:5000/bulwark-control-plane:0.2.0";
        // Then
        assertSays(Level.DOUBTFUL, "the control plane's image is 0.2.0, this tool is 0.1.0");
    }

    @Test
    void aWebhookThatNobodyTrustsIsWrong() {
        // Given
        bundle = "";
        // Then
        assertSays(Level.WRONG, "inject.bulwark.io carries no certificate that the API server could trust");
    }

    @Test
    void certificatesAreLookedAtInTime() throws GeneralSecurityException {
        // Given
        bundle = bundle(NOW.minus(CertificateAuthority.LIFE).minusSeconds(86_400));
        // Then
        assertSays(Level.WRONG, "inject.bulwark.io carries only certificates that have ended");
        // Given
        bundle = bundle(NOW.minus(CertificateAuthority.LIFE).plusSeconds(10 * 86_400));
        // Then
        assertSays(Level.DOUBTFUL, "inject.bulwark.io carries a certificate that ends on");
    }

    @Test
    void aWebhookThatMayBeLeftOutIsDoubtful() {
        // Given
        failurePolicy = "Ignore";
        // Then
        assertSays(Level.DOUBTFUL, "inject.bulwark.io has failurePolicy Ignore");
    }

    @Test
    void aWebhookThatIsNotReachedIsWrong() {
        // Given
        probe = new Facts.Probe.Failed("failed calling webhook: connection refused");
        // Then
        assertSays(
                Level.WRONG, "the API server does not reach the webhook: failed calling webhook: connection refused");
        // Given
        probe = new Facts.Probe.NotAsked();
        // Then
        assertSays(Level.WRONG, "the API server does not ask the webhook about policies");
    }

    @Test
    void podsWithoutASidecarAreNamed() {
        // Given
        var bare = pod("bare").build();
        var over =
                pod("over").withNewStatus().withPhase("Succeeded").endStatus().build();
        var outside = pod("outside").editSpec().withHostNetwork(true).endSpec().build();
        pods = List.of(bare, over, outside, injected("0.1.0"));
        // Then
        assertSays(Level.WRONG, "1 Pods should have a sidecar and have none: shop/bare");
    }

    @Test
    void sidecarsOfAnotherVersionAreNamed() {
        // Given
        pods = List.of(injected("0.0.9"));
        // Then
        assertSays(Level.DOUBTFUL, "1 Pods have a sidecar of another version than 0.1.0: shop/with");
    }

    @Test
    void policiesThatProxiesRefuseAreWrong() {
        // Given
        documents = List.of(document(Map.of("pods", Map.of("total", 3, "nacked", 2, "stale", 1))));
        // Then
        assertSays(Level.WRONG, "ServiceAllowlist shop/orders is refused by 2 proxies");
        assertSays(Level.DOUBTFUL, "1 proxies with ServiceAllowlist shop/orders were not heard of");
    }

    @Test
    void aChangeThatNobodyHasSeenIsDoubtful() {
        // Given
        documents = List.of(document(Map.of("observedGeneration", 3)));
        // Then
        assertSays(Level.DOUBTFUL, "ServiceAllowlist shop/orders has changed");
    }

    @Test
    void aLeaderThatIsSilentIsWrongAndOneWhoseClockIsOtherIsDoubtful() {
        // Given
        renewed = NOW.minusSeconds(300);
        renewing = false;
        // Then
        assertSays(Level.WRONG, "bulwark-1 leads but does not say so any more, last 300 s ago");
        // Given
        renewing = true;
        // Then
        assertSays(Level.DOUBTFUL, "the clock of bulwark-1 is 300 s behind this machine's");
        // Given
        renewed = NOW.plusSeconds(300);
        // Then
        assertSays(Level.DOUBTFUL, "the clock of bulwark-1 is 300 s ahead of this machine's");
    }

    @Test
    void aPolicyThatTheControlPlaneCannotReadIsWrong() {
        // Given
        var condition = Map.of("type", "Accepted", "status", "False", "message", "spec.mode must be Monitor");
        documents = List.of(document(Map.of("pods", Map.of("total", 1), "conditions", List.of(condition))));
        // Then
        assertSays(Level.WRONG, "ServiceAllowlist shop/orders is wrong, and the one before stays in force: spec.mode");
    }

    @Test
    void policiesOfWhichNothingIsKnownAreNotCalledWell() {
        // Given
        documents = List.of(document(Map.of()));
        // Then
        assertSays(Level.DOUBTFUL, "of 1 policies it is not known which proxies have them");
        assertThat(findings()).extracting(Finding::what).noneMatch(what -> what.endsWith("none refused by a proxy"));
    }

    @Test
    void podsThatTheWebhookRefusedLatelyAreWrongAndTheirOwnersAreNamed() throws IOException {
        // Given
        var event = Serialization.unmarshal(
                Files.readString(REFUSALS.resolve("webhook-denied-replicaset-event.json")), Event.class);
        var again = new EventBuilder(event)
                .editInvolvedObject()
                .withKind("Job")
                .withName("nightly")
                .endInvolvedObject()
                .withLastTimestamp("2026-11-23T20:40:00Z")
                .build();
        failures = List.of(event, again);
        now = Instant.parse("2026-11-23T21:00:00Z");
        renewed = now;
        // Then
        assertSays(
                Level.WRONG,
                "Pods of Job shop/nightly, ReplicaSet shop/refused-dccdcfd94 are not created, because the webhook refuses"
                        + " them: container \"app\" runs as uid 1337, which is the proxy's own uid; choose another runAsUser");
        // Given
        now = now.plusSeconds(60);
        renewed = now;
        // Then
        assertSays(Level.DOUBTFUL, "it was so 21 minutes ago, and may be over: Pods of Job shop/nightly");
    }

    private void assertSays(Level level, String what) {
        assertThat(findings()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.what()).startsWith(what);
            assertThat(finding.hint()).isNotEmpty();
        });
    }

    private List<Finding> findings() {
        return new Checks(facts(), VERSION)
                .all().stream().flatMap(group -> group.findings().stream()).toList();
    }

    private Facts facts() {
        var deployment = new DeploymentBuilder()
                .withNewSpec()
                .withReplicas(2)
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withReadyReplicas(ready)
                .endStatus()
                .build();
        var mutating = new MutatingWebhookConfigurationBuilder()
                .addNewWebhook()
                .withName("inject.bulwark.io")
                .withFailurePolicy(failurePolicy)
                .withNewClientConfig()
                .withCaBundle(bundle)
                .endClientConfig()
                .endWebhook()
                .build();
        var validating = new ValidatingWebhookConfigurationBuilder()
                .addNewWebhook()
                .withName("policy.bulwark.io")
                .withNewClientConfig()
                .withCaBundle(bundle)
                .endClientConfig()
                .endWebhook()
                .build();
        var shop = new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .endMetadata()
                .build();
        return new Facts(
                now,
                "bulwark-system",
                kubernetes,
                Arrays.stream(CustomResources.values())
                        .limit(definitions)
                        .map(resource ->
                                JsonMapper.shared().treeToValue(resource.definition(), CustomResourceDefinition.class))
                        .toList(),
                Optional.of(deployment),
                Optional.of(new LeaseBuilder()
                        .withNewSpec()
                        .withHolderIdentity("bulwark-1")
                        .withRenewTime(renewed.atZone(ZoneOffset.UTC))
                        .endSpec()
                        .build()),
                renewing,
                Optional.of(mutating),
                Optional.of(validating),
                probe,
                List.of(shop),
                pods,
                failures,
                documents);
    }

    private static String bundle(Instant made) throws GeneralSecurityException {
        var pem = Pem.of(List.of(CertificateAuthority.make(made).certificate()));
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("app:1")
                .endContainer()
                .endSpec();
    }

    private static Pod injected(String version) {
        var plain = pod("with").build();
        var template = SidecarTemplate.of(version, "init:" + version, "proxy:" + version);
        return Stream.of(Injection.decide(plain))
                .filter(Decision.Inject.class::isInstance)
                .map(Decision.Inject.class::cast)
                .map(inject ->
                        PodMutation.inject(plain, inject.settings(), template, "0123456789abcdef0123456789abcdef"))
                .findFirst()
                .orElseThrow();
    }

    private static GenericKubernetesResource document(Map<String, Object> status) {
        return new GenericKubernetesResourceBuilder()
                .withKind("ServiceAllowlist")
                .withNewMetadata()
                .withNamespace("shop")
                .withName("orders")
                .withGeneration(4L)
                .endMetadata()
                .addToAdditionalProperties("status", status)
                .build();
    }
}
