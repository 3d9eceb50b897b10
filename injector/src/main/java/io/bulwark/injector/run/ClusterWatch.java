package io.bulwark.injector.run;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.cluster.NodeFacts;
import io.bulwark.injector.cluster.Observed;
import io.bulwark.injector.cluster.PodFacts;
import io.bulwark.injector.cluster.ServiceFacts;
import io.bulwark.injector.cluster.SliceFacts;
import io.bulwark.injector.plan.Planner;
import io.bulwark.injector.serve.Distribution;
import io.bulwark.injector.serve.Seldom;
import io.bulwark.policy.proof.Course;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Watches the cluster and tells the planning of every change, as facts. */
final class ClusterWatch implements AutoCloseable {
    /* The informers of the client library list, watch, and list again when a watch has become too old; they turn whatever they
     * missed into changes. An object that came in the place of another one of the same name is two changes: Pods are known by uid. */

    private static final System.Logger LOG = System.getLogger(ClusterWatch.class.getName());
    private static final long NEVER = 0;

    private final KubernetesClient client;
    private final Planning planning;
    private final Distribution distribution;
    private final Seldom telling = new Seldom();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> begun = new ConcurrentSkipListMap<>();

    private ClusterWatch(KubernetesClient client, Planning planning, Distribution distribution) {
        this.client = client;
        this.planning = planning;
        this.distribution = distribution;
    }

    /**
     * Begins to watch; once everything was listed, the planning is told that it knows all.
     *
     * @param namespace of the control plane, where courses are
     */
    static ClusterWatch start(KubernetesClient client, String namespace, Planning planning, Distribution distribution) {
        var watch = new ClusterWatch(client, planning, distribution);
        watch.pods();
        watch.others();
        watch.courses(namespace);
        for (var kind : DocumentFacts.Kind.values()) {
            watch.documents(kind);
        }
        var _ = CompletableFuture.allOf(watch.begun.values().toArray(CompletableFuture[]::new))
                .thenRun(planning::complete);
        return watch;
    }

    /** The kinds that were not listed yet, or whose changes are not told yet; nothing is planned before there are none. */
    List<String> missing() {
        return begun.entrySet().stream()
                .filter(kind -> kind.getValue().state() != Future.State.SUCCESS)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Says so in the log when a replica has waited for some of them. */
    void tellMissing() {
        var missing = missing();
        if (!missing.isEmpty() && telling.isDue()) {
            LOG.log(
                    Level.WARNING,
                    () -> "nothing is handed out, because there is no watch yet of " + String.join(", ", missing)
                            + "; does what is between here and the API server let WebSockets through?");
        }
    }

    private void pods() {
        inform(
                "pods",
                client.pods().inAnyNamespace(),
                pod -> new PodBuilder()
                        .withMetadata(meta(pod.getMetadata()).build())
                        .build(),
                (state, pod) -> {
                    var facts = PodFacts.of(pod);
                    state.put(facts);
                    distribution.podIs(facts.uid(), facts.workload());
                },
                (state, pod) -> {
                    state.removePod(pod.getMetadata().getUid());
                    distribution.podGone(pod.getMetadata().getUid());
                });
    }

    private void others() {
        inform(
                "services",
                client.services().inAnyNamespace(),
                (Service service) -> new ServiceBuilder()
                        .withMetadata(meta(service.getMetadata()).build())
                        .build(),
                (state, service) -> state.put(ServiceFacts.of(service)),
                (state, service) -> state.removeService(named(service)));
        inform(
                "endpointslices",
                client.discovery().v1().endpointSlices().inAnyNamespace(),
                (EndpointSlice slice) -> new EndpointSliceBuilder()
                        .withMetadata(meta(slice.getMetadata()).build())
                        .build(),
                (state, slice) -> state.put(SliceFacts.of(slice)),
                (state, slice) -> state.removeSlice(named(slice)));
        inform(
                "namespaces",
                client.namespaces(),
                (Namespace namespace) -> new NamespaceBuilder()
                        .withMetadata(meta(namespace.getMetadata()).build())
                        .build(),
                (state, namespace) -> state.putNamespace(
                        namespace.getMetadata().getName(),
                        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of())),
                (state, namespace) ->
                        state.removeNamespace(namespace.getMetadata().getName()));
        inform(
                "nodes",
                client.nodes(),
                (Node node) -> new NodeBuilder()
                        .withMetadata(meta(node.getMetadata()).build())
                        .build(),
                (state, node) -> state.put(NodeFacts.of(node)),
                (state, node) -> state.removeNode(node.getMetadata().getName()));
    }

    private void documents(DocumentFacts.Kind kind) {
        inform(
                Kinds.of(kind).getPlural(),
                client.genericKubernetesResources(Kinds.of(kind)).inAnyNamespace(),
                document -> {
                    var stripped = new GenericKubernetesResource();
                    stripped.setMetadata(meta(document.getMetadata()).build());
                    return stripped;
                },
                (state, document) -> {
                    var name = named(document);
                    var generation =
                            Objects.requireNonNullElse(document.getMetadata().getGeneration(), 0L);
                    switch (DocumentFacts.read(name, kind, text(kind, document))) {
                        case DocumentFacts.Reading.Good(var facts) -> {
                            state.put(facts.automatic(isAutomatic(document.getMetadata())));
                            state.observe(kind, name, new Observed(generation, List.of()));
                        }
                        case DocumentFacts.Reading.Bad(var problems) -> {
                            LOG.log(
                                    Level.WARNING,
                                    () -> kind.word() + " " + name + " is wrong: " + problems.getFirst());
                            state.putBad(kind, name);
                            state.observe(kind, name, new Observed(generation, problems));
                        }
                    }
                },
                (state, document) -> state.removeDocument(kind, named(document)));
    }

    private static boolean isAutomatic(ObjectMeta meta) {
        return meta.getLabels() != null
                && Planner.AUTOMATIC.equals(meta.getLabels().get(Planner.PROMOTION));
    }

    private void courses(String namespace) {
        inform(
                "configmaps",
                client.configMaps().inNamespace(namespace).withLabel(Courses.HOLDS, Courses.COURSE),
                map -> new ConfigMapBuilder()
                        .withMetadata(meta(map.getMetadata()).build())
                        .build(),
                (state, map) -> Courses.workload(map).ifPresent(workload -> {
                    state.putCourse(map.getMetadata().getName(), workload, course(map));
                    state.putAlone(workload, Courses.aloneSince(map));
                }),
                (state, map) -> state.removeCourse(map.getMetadata().getName()));
    }

    private static Optional<Course> course(ConfigMap map) {
        try {
            return Optional.of(Courses.read(map));
        } catch (IllegalArgumentException fault) {
            LOG.log(
                    Level.ERROR,
                    () -> "the course in " + map.getMetadata().getName() + " cannot be read: " + fault.getMessage());
            return Optional.empty();
        }
    }

    /** The document as files have it: what Kubernetes keeps of it besides is left out. */
    private String text(DocumentFacts.Kind kind, GenericKubernetesResource document) {
        var text = new LinkedHashMap<String, Object>();
        text.put("apiVersion", Kinds.GROUP + "/" + Kinds.VERSION);
        text.put("kind", kind.word());
        var name = named(document);
        text.put("metadata", new java.util.TreeMap<>(Map.of("name", name.name(), "namespace", name.namespace())));
        var spec = document.getAdditionalProperties().get("spec");
        if (spec != null) {
            text.put("spec", spec);
        }
        return client.getKubernetesSerialization().asJson(text);
    }

    private <T extends HasMetadata> void inform(
            String kind,
            Informable<T> objects,
            UnaryOperator<T> strip,
            BiConsumer<ClusterState, T> put,
            BiConsumer<ClusterState, T> remove) {
        var informer = objects.runnableInformer(NEVER)
                .itemStore(new Stripped<>(strip))
                // An API server that cannot be reached, or lacks a kind, is asked again until it can be.
                .exceptionHandler((_, failure) -> {
                    LOG.log(
                            telling.isDue() ? Level.WARNING : Level.DEBUG,
                            () -> "the cluster cannot be watched for the moment: " + Setbacks.why(failure));
                    return true;
                });
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                planning.change(state -> put.accept(state, object));
            }

            @Override
            public void onUpdate(T before, T object) {
                var another = !Objects.equals(
                        before.getMetadata().getUid(), object.getMetadata().getUid());
                planning.change(state -> {
                    if (another) {
                        remove.accept(state, before);
                    }
                    put.accept(state, object);
                });
            }

            @Override
            public void onDelete(T object, boolean unseen) {
                planning.change(state -> remove.accept(state, object));
            }
        });
        informers.add(informer);
        begun.put(kind, informer.start().toCompletableFuture());
    }

    private static Named named(HasMetadata object) {
        return new Named(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private static ObjectMetaBuilder meta(ObjectMeta meta) {
        return new ObjectMetaBuilder()
                .withName(meta.getName())
                .withNamespace(meta.getNamespace())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion());
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
