package io.bulwark.injector.run;

import io.bulwark.injector.manifests.Manifests;
import io.bulwark.testbed.Image;
import io.bulwark.testbed.Requirements;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;

/**
 * The example shop and the control plane on a node: the images as they are built, run as the webhook's answer and the manifests say, and real
 * servers and clients. Only the API server is a mock, and the kubelet is {@link Node}.
 */
final class ShopOnNode {
    static final List<String> SERVERS = List.of("catalogue", "orders", "sessions", "database");

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private final Deque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();
    private final Map<String, PodOnNode> pods = new HashMap<>();
    private final Node node;
    private final MockCluster cluster;
    private final EmptyAnswers outside;
    private int addresses = 1;

    private ShopOnNode() throws Exception {
        node = new Node(
                Map.of(
                        "bulwark-init", image("init"),
                        "bulwark-proxy", image("proxy"),
                        "bulwark-control-plane", image("control-plane")),
                resources);
        cluster = new MockCluster(Node.machine());
        resources.push(cluster);
        outside = EmptyAnswers.at(Node.machine());
        resources.push(outside);
    }

    /** Builds the images, and starts everything. */
    static ShopOnNode start() throws Exception {
        Requirements.check();
        Image.build(TOP, "proxy", "init", "control-plane");
        var shop = new ShopOnNode();
        try {
            shop.startControlPlane();
            shop.cluster.namespace("shop", Map.of("bulwark.io/inject", "enabled"));
            shop.startShop();
            return shop;
        } catch (Exception | Error failure) {
            shop.close();
            throw failure;
        }
    }

    MockCluster cluster() {
        return cluster;
    }

    Webhook webhook() throws IOException {
        return new Webhook(cluster, pod("bulwark").address(), resources);
    }

    /** Where nobody of the shop has business. */
    String outside() {
        return "http://" + Node.machine().getHostAddress() + ":" + outside.port() + "/upload";
    }

    void close() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    private Image image(String name) throws IOException {
        return Image.unpack(TOP.resolve("target/images/bulwark-" + name + ".tar"), resources);
    }

    private void startControlPlane() throws Exception {
        for (var object : Manifests.read(TOP.resolve("k8s/base/webhooks.yaml"))) {
            var webhook = cluster.client().getKubernetesSerialization().<HasMetadata>unmarshal(object.toString());
            cluster.client().resource(webhook).createOr(NonDeletingOperation::update);
        }
        var template = template(TOP.resolve("k8s/base/control-plane.yaml"), "bulwark");
        var container = template.getSpec().getContainers().getFirst();
        container.getEnv().add(new EnvVar("KUBERNETES_MASTER", cluster.url(), null));
        var pod = created(podOf(template, "bulwark-system", "bulwark"));
        node.serveNames(Map.of(
                "bulwark.bulwark-system.svc.cluster.local", pod.getStatus().getPodIP()));
        var running = node.add(pod, "");
        running.start();
        running.awaitReady(container.getName());
        pods.put("bulwark", running);
    }

    private void startShop() throws Exception {
        var webhook = webhook();
        var programs = new ShopPrograms(resources);
        var shop = TOP.resolve("k8s/examples/shop");
        var added = new ArrayList<PodOnNode>();
        for (var name : SERVERS) {
            added.add(addShopPod(template(shop.resolve("services.yaml"), name), name, webhook));
        }
        var client = template(shop.resolve("storefront.yaml"), "storefront");
        added.add(addShopPod(client, "storefront", webhook));
        added.add(addShopPod(client, "intruder", webhook));
        startTogether(added);
        programs.catalogue(pod("catalogue").namespace());
        programs.orders(pod("orders").namespace());
        programs.sessions(pod("sessions").namespace());
        programs.database(pod("database").namespace());
    }

    private static void startTogether(List<PodOnNode> pods) throws Exception {
        try (var starting = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = pods.stream()
                    .map(pod -> starting.submit(() -> {
                        pod.start();
                        return pod;
                    }))
                    .toList();
            for (var each : started) {
                var _ = each.get();
            }
        }
    }

    private PodOnNode addShopPod(PodTemplateSpec template, String name, Webhook webhook) throws Exception {
        var mutated = webhook.mutated(podOf(template, "shop", name));
        var pod = created(mutated);
        var token = "pod:shop:" + pod.getMetadata().getName() + ":"
                + pod.getMetadata().getUid();
        var added = node.add(pod, token);
        pods.put(name, added);
        return added;
    }

    PodOnNode pod(String name) {
        return Objects.requireNonNull(pods.get(name), name);
    }

    /** The template of the Deployment or StatefulSet of this name. */
    private PodTemplateSpec template(Path file, String name) throws IOException {
        var workload = Manifests.read(file).stream()
                .filter(object -> object.at("/metadata/name").asString().equals(name))
                .filter(object -> object.at("/spec/template").isObject())
                .findFirst()
                .orElseThrow();
        return cluster.client()
                .getKubernetesSerialization()
                .unmarshal(workload.at("/spec/template").toString(), PodTemplateSpec.class);
    }

    /** As a StatefulSet's, which names its workload as it is. */
    private static Pod podOf(PodTemplateSpec template, String namespace, String workload) {
        return new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withName(workload + "-0")
                .withNamespace(namespace)
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName(workload)
                .withUid("uid-set-" + workload)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .editSpec()
                .withServiceAccountName(
                        Objects.requireNonNullElse(template.getSpec().getServiceAccountName(), "default"))
                .endSpec()
                .build();
    }

    /** The Pod as the API server has it when the kubelet has given it an address. */
    private Pod created(Pod pod) {
        addresses++;
        var address = Node.ADDRESSES + addresses;
        return cluster.client()
                .resource(new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(address)
                        .addNewPodIP(address)
                        .endStatus()
                        .build())
                .create();
    }
}
