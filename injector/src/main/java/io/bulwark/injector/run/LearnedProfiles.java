package io.bulwark.injector.run;

import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.NewsPace;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** What the proxies of each workload have learned, merged into one custom resource for each. Any thread. */
final class LearnedProfiles {
    /* A proxy sends all that it has learned, again and again, under names of its own; merging is a join, so that order and repetition do
     * not matter. That is why every replica writes what it was told: it reads what is there, joins, and writes if nobody has written
     * meanwhile, else begins again. Nothing depends on who leads, and a replica that ends loses only what its proxies tell the next one
     * anyway. What has a new name in it is written in the next round; that there were only more calls, ever more rarely. */

    private static final System.Logger LOG = System.getLogger(LearnedProfiles.class.getName());
    /** The keys of the status that promotion writes. */
    static final Set<String> OF_PROMOTION = Set.of("mode", "modeSince", "modeReason");

    private static final int MAX_TRIES = 5;
    private static final int MAX_PACES = 8192;

    /** In rounds of ten seconds: five minutes. */
    private static final int COUNTS_AT_LEAST_EVERY = 30;

    /** Characters of profiles that wait to be read. */
    private static final long MAX_WAITING = 64L << 20;

    private final KubernetesClient client;
    private final KubernetesSerialization json;
    private final BiFunction<Named, Boolean, String> phase;
    private final Setbacks setbacks;
    private final Map<Teller, String> waiting = new HashMap<>();
    private final Map<Named, Profile> unwritten = new HashMap<>();
    private final Map<Named, NewsPace> paces = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Named, NewsPace> eldest) {
            return size() > MAX_PACES;
        }
    };
    private long waitingLength;
    private long malformed;
    private long dropped;

    private record Teller(Named workload, String pod) implements Comparable<Teller> {
        private static final Comparator<Teller> ORDER =
                Comparator.comparing(Teller::workload).thenComparing(Teller::pod);

        @Override
        public int compareTo(Teller other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param phase what the profile of a workload is to say of itself, given whether something had to be left out */
    LearnedProfiles(KubernetesClient client, BiFunction<Named, Boolean, String> phase, Setbacks setbacks) {
        this.client = client;
        this.phase = phase;
        this.setbacks = setbacks;
        json = client.getKubernetesSerialization();
    }

    /**
     * A proxy of the workload has learned this, as a text that may be anything; it is read when it is written. Must answer at once.
     *
     * @param pod whose proxy it is; what it said before is in what it says now
     */
    synchronized void take(Named workload, String pod, String text) {
        var key = new Teller(workload, pod);
        var before = waiting.remove(key);
        waitingLength -= before == null ? 0 : before.length();
        if (waitingLength + text.length() > MAX_WAITING) {
            // The proxy says it again with its next news.
            dropped++;
            return;
        }
        waitingLength += text.length();
        waiting.put(key, text);
    }

    synchronized long dropped() {
        return dropped;
    }

    synchronized long malformed() {
        return malformed;
    }

    private synchronized Map<Teller, String> drain() {
        var drained = new TreeMap<>(waiting);
        waiting.clear();
        waitingLength = 0;
        return drained;
    }

    private void read() {
        drain().forEach((teller, text) -> {
            try {
                var profile = ProfileJson.read(text);
                if (!profile.operations().isEmpty()) {
                    unwritten.merge(teller.workload(), profile, Profile::join);
                }
            } catch (RuntimeException fault) {
                synchronized (this) {
                    malformed++;
                }
                LOG.log(Level.DEBUG, () -> "a profile of " + teller + " cannot be read: " + fault.getMessage());
            }
        });
    }

    /** Writes what was told since the last time; what cannot be written now is kept for the next time. For one thread at a time. */
    void write() {
        write((_, _) -> true);
    }

    /** The same without what is only more calls, which has time. Called once a round. */
    void writeNews() {
        write((workload, profile) -> paces.computeIfAbsent(workload, _ -> new NewsPace(COUNTS_AT_LEAST_EVERY))
                .isDue(profile));
    }

    private void write(BiPredicate<Named, Profile> wanted) {
        read();
        setbacks.nextRound();
        for (var each : Map.copyOf(unwritten).entrySet()) {
            if (setbacks.isAway()) {
                return;
            }
            if (setbacks.isDue(each.getKey()) && wanted.test(each.getKey(), each.getValue())) {
                writeOrKeep(each.getKey());
            }
        }
    }

    private void writeOrKeep(Named workload) {
        try {
            write(workload, unwritten.getOrDefault(workload, Profile.none()));
            unwritten.remove(workload);
            setbacks.over(workload);
        } catch (RuntimeException failure) {
            // Nothing of it was passed on.
            paces.remove(workload);
            var cause = setbacks.failed(workload, "what " + workload + " learned cannot be written", failure);
            if (cause == Setbacks.Cause.GONE) {
                // Its namespace is no more.
                unwritten.remove(workload);
                setbacks.over(workload);
            }
        }
    }

    private void write(Named workload, Profile profile) {
        for (int attempt = 1; ; attempt++) {
            try {
                writeOnce(workload, profile);
                return;
            } catch (KubernetesClientException failure) {
                // Somebody else has changed, or deleted, it in between.
                var late = failure.getCode() == HttpURLConnection.HTTP_CONFLICT
                        || failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
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
        var joined = document(workload, before.join(profile));
        var fits = joined.fits();
        // What does not fit leaves the last profile that did.
        Map<?, ?> kept = json.unmarshal((fits ? joined : document(workload, before)).jsonWithStatus(), Map.class);
        var told = current == null ? Map.<String, Object>of() : status(current.getAdditionalProperties());
        var status = status(kept);
        told.forEach((key, value) -> {
            if (OF_PROMOTION.contains(key)) {
                status.put(key, value);
            }
        });
        status.put("phase", phase.apply(workload, !fits));
        status.put("bytes", joined.json().getBytes(StandardCharsets.UTF_8).length);
        var known = current != null && joined.profile().equals(before);
        // A replica that ended, or was late, may have written what was learned but not what follows from it.
        if (known && comparable(status).equals(comparable(told))) {
            return;
        }
        var written = current;
        if (!known) {
            var next = current == null ? begun(workload) : current;
            next.setAdditionalProperty("spec", kept.get("spec"));
            next.setAdditionalProperty("status", status);
            written = current == null
                    ? resources.resource(next).create()
                    : resources.resource(next).update();
        }
        // The status of a custom resource is written on its own.
        written.setAdditionalProperty("status", status);
        resources.resource(written).updateStatus();
    }

    /** The status in an object's keys, to be changed; empty when there is none. */
    static Map<String, Object> status(Map<?, ?> object) {
        var status = new TreeMap<String, Object>();
        if (object.get("status") instanceof Map<?, ?> known) {
            known.forEach((key, value) -> status.put(key.toString(), value));
        }
        return status;
    }

    /** A real API server gives back 0 where 0.0 was put. */
    private static Map<String, Object> comparable(Map<String, Object> status) {
        var comparable = new TreeMap<>(status);
        comparable.replaceAll((_, value) -> value instanceof Number number ? number.doubleValue() : value);
        return comparable;
    }

    private static LearnedProfile document(Named workload, Profile profile) {
        return new LearnedProfile(new Metadata(workload.name(), workload.namespace()), profile);
    }

    private static GenericKubernetesResource begun(Named workload) {
        var begun = new GenericKubernetesResource();
        begun.setApiVersion(Kinds.GROUP + "/" + Kinds.VERSION);
        begun.setKind(Kinds.LEARNED.getKind());
        begun.setMetadata(new ObjectMetaBuilder()
                .withName(workload.name())
                .withNamespace(workload.namespace())
                .build());
        return begun;
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
}
