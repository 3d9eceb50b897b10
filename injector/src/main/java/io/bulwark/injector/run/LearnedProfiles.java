package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.bulwark.policy.learn.Readiness;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the proxies of each workload have learned, merged into one custom resource for each. Any thread. */
final class LearnedProfiles {
    /* A proxy sends all that it has learned, again and again, under names of its own; merging is a join, so that order and repetition do
     * not matter. That is why every replica writes what it was told: it reads what is there, joins, and writes if nobody has written
     * meanwhile, else begins again. Nothing depends on who leads, and a replica that ends loses only what its proxies tell the next one
     * anyway. */

    /** What a cluster stores must be well below 1.5 MiB. */
    static final int MAX_BYTES = 1 << 20;

    private static final System.Logger LOG = System.getLogger(LearnedProfiles.class.getName());
    private static final int MAX_TRIES = 5;
    private static final int MAX_WORKLOADS = 20_000;

    private final KubernetesClient client;
    private final KubernetesSerialization json;
    private final Map<Named, Profile> told = new HashMap<>();
    private long malformed;

    LearnedProfiles(KubernetesClient client) {
        this.client = client;
        json = client.getKubernetesSerialization();
    }

    /** A proxy of the workload has learned this, as a text that may be anything. */
    void take(Named workload, String text) {
        Profile profile;
        try {
            profile = ProfileJson.read(text);
        } catch (RuntimeException fault) {
            synchronized (this) {
                malformed++;
            }
            LOG.log(Level.DEBUG, () -> "a profile of " + workload + " cannot be read: " + fault.getMessage());
            return;
        }
        synchronized (this) {
            if (told.size() < MAX_WORKLOADS || told.containsKey(workload)) {
                told.merge(workload, profile, Profile::join);
            }
        }
    }

    synchronized long malformed() {
        return malformed;
    }

    private synchronized Map<Named, Profile> drain() {
        var drained = Map.copyOf(told);
        told.clear();
        return drained;
    }

    /** Writes what was told since the last time; what cannot be written now is kept for the next time. */
    void write() {
        drain().forEach((workload, profile) -> {
            if (profile.operations().isEmpty()) {
                return;
            }
            try {
                write(workload, profile);
            } catch (RuntimeException failure) {
                LOG.log(
                        Level.WARNING,
                        () -> "what " + workload + " learned cannot be written yet: " + failure.getMessage());
                synchronized (this) {
                    told.merge(workload, profile, Profile::join);
                }
            }
        });
    }

    private void write(Named workload, Profile profile) {
        for (int attempt = 1; ; attempt++) {
            try {
                writeOnce(workload, profile);
                return;
            } catch (KubernetesClientException failure) {
                var late = failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
                if (!late || attempt == MAX_TRIES) {
                    throw failure;
                }
            }
        }
    }

    private void writeOnce(Named workload, Profile profile) {
        var resources = client.genericKubernetesResources(Kinds.LEARNED).inNamespace(workload.namespace());
        var current = resources.withName(workload.name()).get();
        var before = current == null ? Profile.none() : read(workload, current);
        var joined = before.join(profile);
        if (current != null && joined.equals(before)) {
            return;
        }
        var text = ProfileJson.write(joined);
        var size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > MAX_BYTES) {
            joined = Generaliser.condensed(joined);
            text = ProfileJson.write(joined);
            size = text.getBytes(StandardCharsets.UTF_8).length;
        }
        var tooLarge = size > MAX_BYTES;
        var next = new GenericKubernetesResource();
        next.setApiVersion(Kinds.GROUP + "/" + Kinds.VERSION);
        next.setKind(Kinds.LEARNED.getKind());
        next.setMetadata(new ObjectMetaBuilder()
                .withName(workload.name())
                .withNamespace(workload.namespace())
                .withResourceVersion(
                        current == null ? null : current.getMetadata().getResourceVersion())
                .build());
        // What does not fit leaves the last profile that did.
        var kept = tooLarge ? before : joined;
        next.setAdditionalProperty("spec", json.unmarshal(ProfileJson.write(kept), Map.class));
        next.setAdditionalProperty("status", status(kept, tooLarge, size));
        var written = current == null
                ? resources.resource(next).create()
                : resources.resource(next).update();
        // The status of a custom resource is written on its own.
        written.setAdditionalProperty("status", status(kept, tooLarge, size));
        resources.resource(written).updateStatus();
    }

    private Profile read(Named workload, GenericKubernetesResource resource) {
        try {
            return ProfileJson.read(
                    json.asJson(resource.getAdditionalProperties().getOrDefault("spec", Map.of())));
        } catch (RuntimeException fault) {
            LOG.log(
                    Level.WARNING,
                    () -> "the profile of " + workload + " cannot be read and is begun anew: " + fault.getMessage());
            return Profile.none();
        }
    }

    private static Map<String, Object> status(Profile profile, boolean tooLarge, int size) {
        var readiness = Readiness.of(profile);
        var status = new TreeMap<String, Object>();
        status.put("phase", tooLarge ? "TooLarge" : "Ready");
        status.put("calls", readiness.calls());
        status.put("rules", (long) Generaliser.rules(profile).size());
        status.put("unseen", readiness.estimate());
        status.put("unseenAtLeast", readiness.lower());
        status.put("unseenAtMost", readiness.upper());
        status.put("hoursOfWeek", (long) readiness.hours());
        status.put("bytes", (long) size);
        status.put("first", Instant.ofEpochSecond(readiness.first()).toString());
        status.put("last", Instant.ofEpochSecond(readiness.last()).toString());
        return status;
    }
}
