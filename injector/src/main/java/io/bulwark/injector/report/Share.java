package io.bulwark.injector.report;

import io.bulwark.injector.cluster.Named;
import io.bulwark.injector.serve.Rollout;
import io.bulwark.policy.proof.Course;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one replica knows of the proxies that are connected to it.
 *
 * @param rollouts of the workloads that have some
 */
public record Share(NavigableMap<Named, Rollout> rollouts) {
    /* It is kept in an object of the API server, which takes no more than a MiB: what is zero or empty is left out, digests are cut, and of
     * kinds of refused calls the most frequent ones are told. */

    /** The longest text of a share. */
    public static final int MAX_TEXT = 900_000;

    private static final int MAX_KINDS = 64;
    private static final int MAX_REASON = 300;
    private static final int DIGEST = 12;
    private static final JsonMapper JSON = JsonMapper.shared();

    public Share {
        rollouts = Collections.unmodifiableNavigableMap(new TreeMap<>(rollouts));
    }

    /** What these rollouts say, as far as it is worth telling. */
    public static Share of(Map<Named, Rollout> rollouts) {
        var told = new TreeMap<Named, Rollout>();
        rollouts.forEach((workload, rollout) -> {
            if (rollout.connected() > 0) {
                told.put(workload, bounded(rollout));
            }
        });
        return new Share(told);
    }

    /** The rollout as a share tells it. */
    static Rollout bounded(Rollout rollout) {
        var kinds = new TreeMap<Course.Refused, Long>();
        rollout.kinds().entrySet().stream()
                .sorted(Map.Entry.<Course.Refused, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_KINDS)
                .forEach(kind -> kinds.put(kind.getKey(), kind.getValue()));
        return new Rollout(
                cut(rollout.documents(), DIGEST),
                rollout.connected(),
                rollout.applied(),
                rollout.refused(),
                cut(rollout.reason(), MAX_REASON),
                rollout.heard(),
                rollout.denied(),
                rollout.stage(),
                kinds);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** The share as JSON, without the workloads for which there is no room. */
    public String json() {
        var out = JsonNodeFactory.instance.objectNode();
        int length = 0;
        for (var each : rollouts.entrySet()) {
            var node = write(each.getValue());
            length += node.toString().length() + each.getKey().toString().length() + 4;
            if (length > MAX_TEXT) {
                break;
            }
            out.set(each.getKey().toString(), node);
        }
        return out.toString();
    }

    private static ObjectNode write(Rollout rollout) {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("documents", rollout.documents()).put("connected", rollout.connected());
        put(node, "applied", rollout.applied());
        put(node, "refused", rollout.refused());
        put(node, "heard", rollout.heard());
        put(node, "denied", rollout.denied());
        if (!rollout.reason().isEmpty()) {
            node.put("reason", rollout.reason());
        }
        if (!rollout.stage().isEmpty()) {
            node.put("stage", rollout.stage());
        }
        if (!rollout.kinds().isEmpty()) {
            var kinds = node.putArray("kinds");
            rollout.kinds()
                    .forEach((kind, count) -> kinds.addObject()
                            .put("peer", kind.peer())
                            .put("call", kind.call())
                            .put("count", count));
        }
        return node;
    }

    private static void put(ObjectNode node, String key, long count) {
        if (count > 0) {
            node.put(key, count);
        }
    }

    /**
     * Reads a share, whoever wrote it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Share read(String text) {
        var rollouts = new TreeMap<Named, Rollout>();
        try {
            var root = JSON.readTree(text);
            if (!root.isObject()) {
                throw new IllegalArgumentException("a share must be a JSON object");
            }
            for (var each : root.properties()) {
                var slash = each.getKey().indexOf('/');
                if (slash < 0) {
                    throw new IllegalArgumentException("a workload must be NAMESPACE/NAME, was " + each.getKey());
                }
                var workload = new Named(
                        each.getKey().substring(0, slash), each.getKey().substring(slash + 1));
                rollouts.put(workload, read(each.getValue()));
            }
        } catch (JacksonException fault) {
            throw new IllegalArgumentException("no JSON: " + fault.getOriginalMessage(), fault);
        }
        return new Share(rollouts);
    }

    private static Rollout read(JsonNode node) {
        var kinds = new TreeMap<Course.Refused, Long>();
        for (var each : node.path("kinds")) {
            var kind = new Course.Refused(
                    each.path("peer").asString(""), each.path("call").asString(""));
            kinds.put(kind, each.path("count").asLong(0));
        }
        return bounded(new Rollout(
                node.path("documents").asString(""),
                count(node, "connected"),
                count(node, "applied"),
                count(node, "refused"),
                node.path("reason").asString(""),
                count(node, "heard"),
                Math.max(0, node.path("denied").asLong(0)),
                node.path("stage").asString(""),
                kinds));
    }

    private static int count(JsonNode node, String key) {
        return Math.max(0, node.path(key).asInt(0));
    }
}
