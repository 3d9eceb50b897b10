package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.report.Share;
import io.bulwark.injector.report.Tally;
import io.bulwark.injector.serve.Distribution;
import io.bulwark.injector.serve.Rollout;
import io.bulwark.injector.serve.Seldom;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What the replicas tell each other of their proxies: one ConfigMap a replica. */
final class Shares implements AutoCloseable {
    /* A share says how things are, not what has happened, so that one that is read twice, or late, or is written by a replica that was
     * started again, counts nothing twice. It is written when it has changed, and now and then to show that its replica lives; whether it
     * does is told by when its last change was seen here, and not by its clock. */

    private static final System.Logger LOG = System.getLogger(Shares.class.getName());
    private static final String HOLDS = "bulwark.io/holds";
    private static final String SHARE = "share";
    private static final String TEXT = "share.json";
    private static final String RENEWED = "bulwark.io/renewed";
    private static final long NEVER = 0;

    private final KubernetesClient client;
    private final String namespace;
    private final String own;
    private final Distribution distribution;
    private final InstantSource clock;
    private final Duration silence;
    private final Seldom telling = new Seldom();
    private final Map<String, Seen> others = new ConcurrentHashMap<>();
    private final SharedIndexInformer<ConfigMap> informer;
    private String written = "";
    private Instant writtenAt = Instant.EPOCH;

    private record Seen(Share share, Instant at) {}

    /** @param silence after which a replica that shows nothing new is taken to be gone */
    private Shares(
            KubernetesClient client,
            ControlPlaneSettings settings,
            Distribution distribution,
            InstantSource clock,
            Duration silence) {
        this.client = client;
        this.namespace = settings.namespace();
        this.own = settings.name() + "-share-" + settings.replica();
        this.distribution = distribution;
        this.clock = clock;
        this.silence = silence;
        informer = client.configMaps()
                .inNamespace(namespace)
                .withLabel(HOLDS, SHARE)
                .runnableInformer(NEVER)
                .exceptionHandler((_, failure) -> {
                    LOG.log(
                            telling.isDue() ? Level.WARNING : Level.DEBUG,
                            () -> "the other replicas cannot be watched: " + Setbacks.why(failure));
                    return true;
                });
    }

    static Shares start(
            KubernetesClient client,
            ControlPlaneSettings settings,
            Distribution distribution,
            InstantSource clock,
            Duration silence) {
        var shares = new Shares(client, settings, distribution, clock, silence);
        shares.informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                shares.see(map);
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap map) {
                if (!Objects.equals(
                        before.getMetadata().getResourceVersion(),
                        map.getMetadata().getResourceVersion())) {
                    shares.see(map);
                }
            }

            @Override
            public void onDelete(ConfigMap map, boolean unseen) {
                shares.others.remove(map.getMetadata().getName());
            }
        });
        var _ = shares.informer.start();
        return shares;
    }

    private void see(ConfigMap map) {
        var name = map.getMetadata().getName();
        if (name.equals(own)) {
            return;
        }
        try {
            var text = map.getData() == null ? "{}" : map.getData().getOrDefault(TEXT, "{}");
            others.put(name, new Seen(Share.read(text), clock.instant()));
        } catch (IllegalArgumentException fault) {
            LOG.log(Level.WARNING, () -> "the share " + name + " cannot be read: " + fault.getMessage());
        }
    }

    /** Whether the other replicas' shares are known. */
    boolean synced() {
        return informer.hasSynced();
    }

    /** What all replicas that live know of a workload's proxies. */
    Rollout of(Named workload) {
        var oldest = clock.instant().minus(silence);
        var rollouts = others.values().stream()
                .filter(seen -> !seen.at().isBefore(oldest))
                .map(seen -> seen.share().rollouts().get(workload))
                .filter(Objects::nonNull)
                .toList();
        return Tally.of(distribution.rollout(workload), rollouts);
    }

    /** Tells the others what has changed here, or that this replica lives. For one thread at a time. */
    void write() {
        var now = clock.instant();
        var text = Share.of(distribution.rollouts()).json();
        var dueAt = writtenAt.plus(silence.dividedBy(3));
        if (text.equals(written) && dueAt.isAfter(now)) {
            return;
        }
        var map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(own)
                .withNamespace(namespace)
                .withLabels(Map.of(HOLDS, SHARE, "app.kubernetes.io/part-of", "bulwark"))
                .withAnnotations(Map.of(RENEWED, now.toString()))
                .endMetadata()
                .withData(Map.of(TEXT, text))
                .build();
        client.configMaps().inNamespace(namespace).resource(map).createOr(NonDeletingOperation::update);
        written = text;
        writtenAt = now;
    }

    /** Removes what replicas left that have been gone for long; for the leader. */
    void sweep() {
        var oldest = clock.instant().minus(silence.multipliedBy(2));
        for (var name : List.copyOf(others.keySet())) {
            var seen = others.get(name);
            if (seen != null && seen.at().isBefore(oldest)) {
                var _ = client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete();
            }
        }
    }

    /** Ends, and takes back what this replica told: its proxies go elsewhere. */
    @Override
    public void close() {
        informer.close();
        try {
            var _ = client.configMaps().inNamespace(namespace).withName(own).delete();
        } catch (RuntimeException failure) {
            LOG.log(Level.DEBUG, "the share stays until it is swept", failure);
        }
    }
}
