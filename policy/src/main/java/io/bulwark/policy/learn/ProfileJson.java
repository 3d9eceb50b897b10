package io.bulwark.policy.learn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bulwark.policy.CharacterSet;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.SegmentType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Profiles as JSON: short, and exactly the profile again when read. */
public final class ProfileJson {
    /* Replicas and peers are named once and then meant by their place in a list. Keys are short words; what has its usual value is
     * left out. */

    private static final int MAX_TEXT = 16 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final List<String> replicas;
    private final List<String> peers;

    private ProfileJson(List<String> replicas, List<String> peers) {
        this.replicas = replicas;
        this.peers = peers;
    }

    /** The profile as one JSON object. */
    public static String write(Profile profile) {
        var replicas = new TreeSet<String>();
        var peers = new TreeSet<String>(profile.paces().keySet());
        profile.operations().values().forEach(facts -> {
            peers.addAll(facts.peers().keySet());
            facts.peers()
                    .values()
                    .forEach(presence ->
                            replicas.addAll(presence.seen().byReplica().keySet()));
            facts.parameters()
                    .values()
                    .forEach(each -> replicas.addAll(each.seen().byReplica().keySet()));
        });
        return new ProfileJson(List.copyOf(replicas), List.copyOf(peers))
                .profile(profile)
                .toString();
    }

    private ObjectNode profile(Profile profile) {
        var root = object();
        root.put("coarseness", profile.coarseness()).put("width", profile.width());
        replicas.forEach(root.putArray("replicas")::add);
        peers.forEach(root.putArray("peers")::add);
        var operations = root.putArray("operations");
        profile.operations().forEach((key, facts) -> operations.add(operation(key, facts)));
        var paces = root.putArray("paces");
        profile.paces()
                .forEach((peer, pace) -> paces.addArray()
                        .add(peers.indexOf(peer))
                        .add(pace.calls())
                        .add(pace.failures())
                        .add(pace.peers())
                        .add(pace.bytes()));
        return root;
    }

    private ObjectNode operation(OperationKey key, OperationFacts facts) {
        var node = object();
        node.put("side", key.side().word()).put("port", key.port()).put("protocol", key.protocol());
        node.put("verb", key.verb()).put("resource", key.resource());
        var by = node.putArray("by");
        facts.peers().forEach((peer, presence) -> {
            var each =
                    by.addArray().add(peers.indexOf(peer)).add(presence.first()).add(presence.last());
            each.add(presence.hours().text());
            counts(presence.seen(), each.addArray());
        });
        if (facts.openParameters()) {
            node.put("open", true);
        }
        if (!facts.parameters().isEmpty()) {
            var parameters = node.putObject("parameters");
            facts.parameters().forEach((name, parameter) -> {
                var each = values(parameter.values(), parameters.putObject(name));
                counts(parameter.seen(), each.putArray("seen"));
                if (parameter.repeated()) {
                    each.put("repeated", true);
                }
            });
        }
        if (!facts.segments().isEmpty()) {
            var segments = node.putObject("segments");
            facts.segments().forEach((place, values) -> values(values, segments.putObject(place.toString())));
        }
        return node;
    }

    private void counts(Counts counts, ArrayNode into) {
        into.add(counts.floor());
        counts.byReplica()
                .forEach((replica, count) -> into.add(replicas.indexOf(replica)).add(count));
    }

    private static ObjectNode values(Values values, ObjectNode into) {
        var kinds = into.putArray("types");
        values.kinds().forEach(kind -> kinds.add(kind.word()));
        into.put("min", values.minLength()).put("max", values.maxLength());
        into.put("characters", values.characters().word());
        if (values.many()) {
            into.put("many", true);
        } else {
            var samples = into.putObject("samples");
            values.samples().forEach(samples::put);
        }
        into.put("ranks", values.registers());
        return into;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Reads a profile back.
     *
     * @throws IllegalArgumentException if the text is none; the message says why
     */
    public static Profile read(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "a profile must be at most " + MAX_TEXT + " characters, was " + text.length());
        }
        try {
            var root = MAPPER.readTree(text);
            var names = new ProfileJson(texts(root.path("replicas")), texts(root.path("peers")));
            return names.profile(root);
        } catch (JsonProcessingException fault) {
            throw new IllegalArgumentException("no JSON: " + fault.getOriginalMessage(), fault);
        } catch (IndexOutOfBoundsException | NumberFormatException fault) {
            throw new IllegalArgumentException("no profile: " + fault.getMessage(), fault);
        }
    }

    private Profile profile(JsonNode root) {
        if (!root.path("operations").isArray()) {
            throw new IllegalArgumentException("operations must be a list");
        }
        var operations = new TreeMap<OperationKey, OperationFacts>();
        for (var node : root.path("operations")) {
            var key = new OperationKey(
                    FlowSide.valueOf(text(node, "side").toUpperCase(Locale.ROOT)),
                    node.path("port").asInt(),
                    text(node, "protocol"),
                    text(node, "verb"),
                    text(node, "resource"));
            operations.put(key, facts(node));
        }
        var paces = new TreeMap<String, Pace>();
        for (var node : root.path("paces")) {
            paces.put(
                    peers.get(node.path(0).asInt()),
                    new Pace(
                            node.path(1).asLong(),
                            node.path(2).asLong(),
                            node.path(3).asLong(),
                            node.path(4).asLong()));
        }
        return new Profile(root.path("coarseness").asInt(), root.path("width").asInt(), operations, paces)
                .join(Profile.none());
    }

    private OperationFacts facts(JsonNode node) {
        var by = new TreeMap<String, Presence>();
        for (var each : node.path("by")) {
            var presence = new Presence(
                    counts(each.path(4)),
                    each.path(1).asLong(),
                    each.path(2).asLong(),
                    Hours.parse(each.path(3).asText()));
            by.put(peers.get(each.path(0).asInt()), presence);
        }
        var parameters = new TreeMap<String, Parameter>();
        for (var each : node.path("parameters").properties()) {
            if (each.getKey().isEmpty()) {
                throw new IllegalArgumentException("a parameter must have a name");
            }
            parameters.put(
                    each.getKey(),
                    new Parameter(
                            counts(each.getValue().path("seen")),
                            values(each.getValue()),
                            each.getValue().path("repeated").asBoolean()));
        }
        NavigableMap<Integer, Values> segments = new TreeMap<>();
        for (var each : node.path("segments").properties()) {
            segments.put(Integer.parseInt(each.getKey()), values(each.getValue()));
        }
        return new OperationFacts(by, parameters, node.path("open").asBoolean(), segments);
    }

    private Counts counts(JsonNode node) {
        var byReplica = new TreeMap<String, Long>();
        for (int i = 1; i + 1 < node.size(); i += 2) {
            byReplica.put(replicas.get(node.path(i).asInt()), node.path(i + 1).asLong());
        }
        return new Counts(node.path(0).asLong(), byReplica);
    }

    private static Values values(JsonNode node) {
        var kinds = EnumSet.noneOf(SegmentType.class);
        for (var kind : node.path("types")) {
            kinds.add(SegmentType.valueOf(kind.asText().toUpperCase(Locale.ROOT)));
        }
        var samples = new TreeMap<String, Long>();
        node.path("samples")
                .properties()
                .forEach(each -> samples.put(each.getKey(), each.getValue().asLong()));
        return new Values(
                kinds,
                node.path("min").asInt(),
                node.path("max").asInt(),
                CharacterSet.valueOf(text(node, "characters").toUpperCase(Locale.ROOT)),
                samples,
                node.path("many").asBoolean(),
                text(node, "ranks"));
    }

    private static String text(JsonNode node, String key) {
        var value = node.path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(key + " must be a text");
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
