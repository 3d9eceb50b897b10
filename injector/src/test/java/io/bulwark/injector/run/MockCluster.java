package io.bulwark.injector.run;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An API server that remembers objects, vouches for tokens and knows what the control plane may do, with the few objects that the tests are about. */
final class MockCluster implements AutoCloseable {
    static final String SYSTEM = "bulwark-system";

    /** Tests wait for nothing that only takes its time. */
    static final ControlPlane.Times QUICK = new ControlPlane.Times(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            new Leadership.Times(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(300)),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2));

    private Bounds bounds = Bounds.usual();
    private Optional<Path> certificateFolder = Optional.empty();
    private final RoleBoundApi api;
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    MockCluster() {
        this(InetAddress.getLoopbackAddress());
    }

    /** @param address where it listens, on a port of its own choice */
    MockCluster(InetAddress address) {
        Map<ServerRequest, Queue<ServerResponse>> responses = new ConcurrentHashMap<>();
        api = new RoleBoundApi(responses, SYSTEM);
        server = new KubernetesMockServer(new Context(), new MockWebServer(), responses, api, false);
        for (var context : List.of(
                Kinds.of(DocumentFacts.Kind.ALLOWLIST), Kinds.of(DocumentFacts.Kind.INSPECTION), Kinds.LEARNED)) {
            server.expectCustomResource(new CustomResourceDefinitionContext.Builder()
                    .withGroup(context.getGroup())
                    .withVersion(context.getVersion())
                    .withKind(context.getKind())
                    .withPlural(context.getPlural())
                    .withScope("Namespaced")
                    .withStatusSubresource(true)
                    .build());
        }
        server.expect()
                .post()
                .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
                .andReply(201, request -> vouch(Serialization.unmarshal(request.getUtf8Body(), TokenReview.class)))
                .always();
        server.init(address, 0);
        client = admin();
        client.resource(new MutatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("bulwark")
                        .endMetadata()
                        .addNewWebhook()
                        .withName("inject.bulwark.io")
                        .withNewClientConfig()
                        .endClientConfig()
                        .endWebhook()
                        .build())
                .create();
    }

    private KubernetesClient admin() {
        try (var anybody = server.createClient()) {
            return new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(anybody.getConfiguration())
                            .withOauthToken(RoleBoundApi.ADMIN)
                            .build())
                    .build();
        }
    }

    /** A token names its Pod in the clear here: {@code pod:NAMESPACE:NAME:UID}. */
    private static TokenReview vouch(TokenReview review) {
        var parts = review.getSpec().getToken().split(":", -1);
        var builder = new TokenReviewBuilder(review).withNewStatus();
        if (parts.length != 4 || !parts[0].equals("pod")) {
            return builder.withAuthenticated(false).endStatus().build();
        }
        return builder.withAuthenticated(true)
                .withAudiences("bulwark")
                .withNewUser()
                .withUsername("system:serviceaccount:" + parts[1] + ":default")
                .withExtra(Map.of(
                        "authentication.kubernetes.io/pod-name", List.of(parts[2]),
                        "authentication.kubernetes.io/pod-uid", List.of(parts[3])))
                .endUser()
                .endStatus()
                .build();
    }

    /** Where it is, as the variable {@code KUBERNETES_MASTER} tells a client. */
    String url() {
        return client.getConfiguration().getMasterUrl();
    }

    KubernetesClient client() {
        return client;
    }

    /** Replicas that start from now on let allowlists go on within these bounds. */
    void promote(Bounds within) {
        bounds = within;
    }

    /** Replicas that start from now on serve with the certificate in this folder. */
    void certificates(Path folder) {
        certificateFolder = Optional.of(folder);
    }

    /** One more client, with the rights of a control plane, for a replica that closes it. */
    KubernetesClient newClient() {
        return server.createClient();
    }

    ControlPlane replica(String name) throws IOException, GeneralSecurityException {
        return replica(name, Clock.systemUTC());
    }

    ControlPlane replica(String name, InstantSource clock) throws IOException, GeneralSecurityException {
        return replica(name, clock, 0);
    }

    /** A replica that warms up first. */
    ControlPlane warmReplica(String name, Duration warmUp) throws IOException, GeneralSecurityException {
        return replica(name, Clock.systemUTC(), 0, newClient(), QUICK.warmUp(warmUp));
    }

    ControlPlane replica(String name, InstantSource clock, int streamPort)
            throws IOException, GeneralSecurityException {
        return replica(name, clock, streamPort, newClient(), QUICK);
    }

    /** @param way to the API server, which the replica closes */
    ControlPlane replica(String name, InstantSource clock, int streamPort, KubernetesClient way)
            throws IOException, GeneralSecurityException {
        return replica(name, clock, streamPort, way, QUICK);
    }

    private ControlPlane replica(
            String name, InstantSource clock, int streamPort, KubernetesClient way, ControlPlane.Times times)
            throws IOException, GeneralSecurityException {
        var settings = new ControlPlaneSettings(
                SYSTEM,
                name,
                "bulwark",
                loopback(0),
                loopback(streamPort),
                15443,
                loopback(0),
                "cluster.local",
                List.of("localhost"),
                certificateFolder,
                SidecarTemplate.of("0.1.0", "init", "proxy"),
                bounds);
        return ControlPlane.start(settings, way, clock, times);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    void namespace(String name, Map<String, String> labels) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    /** A running Pod of a StatefulSet, which names its workload as it is; returns its token. */
    String pod(String namespace, String workload, String address) {
        var pod = client.resource(podOf(namespace, workload, address)).create();
        return "pod:" + namespace + ":" + pod.getMetadata().getName() + ":"
                + pod.getMetadata().getUid();
    }

    /** One of several Pods of a StatefulSet; returns its token. */
    String pod(String namespace, String workload, int number, String address) {
        var pod = podOf(namespace, workload, address);
        pod.getMetadata().setName(workload + "-" + number);
        pod.getMetadata().setUid("uid-" + workload + "-" + number);
        var created = client.resource(pod).create();
        return "pod:" + namespace + ":" + workload + "-" + number + ":"
                + created.getMetadata().getUid();
    }

    static Pod podOf(String namespace, String workload, String address) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(workload + "-0")
                .withNamespace(namespace)
                .withUid("uid-" + workload)
                .addToLabels("app", workload)
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName(workload)
                .withUid("uid-set-" + workload)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName("default")
                .addNewContainer()
                .withName("app")
                .endContainer()
                .addNewContainer()
                .withName("bulwark-proxy")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .withPodIPs(new PodIP(address))
                .endStatus()
                .build();
    }

    /** The certificates of the authorities that proxies are made with at this time. */
    List<X509Certificate> trusted(Instant now) throws GeneralSecurityException {
        return new AuthoritySecret(client, SYSTEM, "bulwark-ca").loadOrMake(now).trusted();
    }

    /** What the configuration of the webhook says of its authorities, in base 64; null as long as nothing is said. */
    @Nullable
    String caBundle() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("bulwark")
                .get()
                .getWebhooks()
                .getFirst()
                .getClientConfig()
                .getCaBundle();
    }

    void deletePod(String namespace, String workload) {
        var _ = client.pods().inNamespace(namespace).withName(workload + "-0").delete();
    }

    /** Creates or replaces a policy document. */
    void apply(DocumentFacts.Kind kind, String text) {
        var document = Serialization.unmarshal(text, GenericKubernetesResource.class);
        var resource = client.genericKubernetesResources(Kinds.of(kind))
                .inNamespace(document.getMetadata().getNamespace())
                .resource(document);
        if (resource.get() == null) {
            resource.create();
        } else {
            resource.update();
        }
    }

    /** A document as the API server would give it back. */
    GenericKubernetesResource read(String text) {
        return Serialization.unmarshal(text, GenericKubernetesResource.class);
    }

    /** The status of an object; empty when there is none. */
    Map<String, Object> status(@Nullable GenericKubernetesResource object) {
        return object != null && object.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                ? map(status)
                : Map.of();
    }

    Map<String, Object> map(Map<?, ?> map) {
        var typed = new TreeMap<String, Object>();
        map.forEach((key, value) -> typed.put(key.toString(), value));
        return typed;
    }

    /** Ends, and fails if a control plane has asked for what its roles do not have. */
    @Override
    public void close() {
        client.close();
        server.destroy();
        if (!api.forbidden().isEmpty()) {
            throw new AssertionError("no role of the control plane has " + api.forbidden());
        }
    }
}
