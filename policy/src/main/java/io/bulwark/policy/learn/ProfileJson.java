package io.bulwark.policy.learn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Profiles as JSON: short, and exactly the profile again when read. */
public final class ProfileJson {
    /* Replicas and peers are named once and then meant by their place in a list. Keys are short words; what has its usual value is
     * left out. */

    private static final int MAX_TEXT = 16 << 20;

    private final List<String> replicas;
    private final List<String> peers;

    private ProfileJson(List<String> replicas, List<String> peers) {
        this.replicas = replicas;
        this.peers = peers;
    }

    /** The profile as one JSON object. */
    public static String write(Profile profile) {
        return tree(profile).toString();
    }

    static ObjectNode tree(Profile profile) {
        var replicas = new TreeSet<String>();
        var peers = new TreeSet<String>(profile.paces().keySet());
        profile.operations().values().forEach(facts -> {
            peers.addAll(facts.peers().keySet());
            facts.peers()
                    .values()
                    .forEach(presence ->
                            replicas.addAll(presence.seen().byReplica().keySet()));
            replicas.addAll(facts.contents().read().byReplica().keySet());
            Stream.of(facts.parameters(), facts.contents().names())
                    .flatMap(named -> named.values().stream())
                    .forEach(each -> replicas.addAll(each.seen().byReplica().keySet()));
        });
        return new ProfileJson(List.copyOf(replicas), List.copyOf(peers)).profile(profile);
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
                        .add(pace.bytes())
                        .add(pace.records()));
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
            parameters(facts.parameters(), node.putObject("parameters"));
        }
        if (!facts.contents().isNothing()) {
            contents(facts.contents(), node.putObject("contents"));
        }
        if (!facts.segments().isEmpty()) {
            var segments = node.putObject("segments");
            facts.segments().forEach((place, values) -> values(values, segments.putObject(place.toString())));
        }
        return node;
    }

    private void contents(Contents contents, ObjectNode into) {
        counts(contents.read(), into.putArray("read"));
        if (contents.open()) {
            into.put("open", true);
        } else {
            parameters(contents.names(), into.putObject("parameters"));
        }
    }

    private void parameters(NavigableMap<String, Parameter> parameters, ObjectNode into) {
        parameters.forEach((name, parameter) -> {
            var each = values(parameter.values(), into.putObject(name));
            counts(parameter.seen(), each.putArray("seen"));
            if (parameter.repeated()) {
                each.put("repeated", true);
            }
        });
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
        if (!values.start().isEmpty()) {
            into.put("start", values.start());
        }
        var characters = values.characters();
        into.put("characters", characters.base().word());
        if (!characters.also().isEmpty()) {
            into.put("also", characters.also());
        }
        if (characters.signsApart()) {
            into.put("signsApart", true);
        }
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
     * Reads a profile back, whoever wrote it.
     *
     * @throws IllegalArgumentException if the text is none; the message says where and why
     */
    public static Profile read(String text) {
        return ProfileReader.read(JsonReading.tree(text, MAX_TEXT));
    }
}
