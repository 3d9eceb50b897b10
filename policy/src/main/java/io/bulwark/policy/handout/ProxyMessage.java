package io.bulwark.policy.handout;

import com.fasterxml.jackson.databind.JsonNode;
import io.bulwark.policy.proof.Course;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a proxy says to the control plane; each message is one line of JSON. */
public sealed interface ProxyMessage {
    /** The longest reason of a refusal. */
    int MAX_REASON = 2000;

    /** The longest profile. */
    int MAX_PROFILE = 1 << 20;

    /** The most kinds of refused calls. */
    int MAX_KINDS = 64;

    /** The longest line, in bytes. */
    int MAX_LINE = MAX_PROFILE + 4096;

    /** The first message: which version the proxy has, that of {@link Handout#nothing} if none. */
    record Hello(String version) implements ProxyMessage {}

    /** The version is in force. */
    record Applied(String version) implements ProxyMessage {}

    /** The version cannot be put in force; the one before stays. */
    record Refused(String version, String reason) implements ProxyMessage {
        public Refused {
            reason = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
        }
    }

    /** All that this proxy has learned so far, as {@link io.bulwark.policy.learn.ProfileJson} writes it. */
    record Learned(String profile) implements ProxyMessage {}

    /**
     * What the allowlist has refused.
     *
     * @param lastDay how many calls in the last 24 hours
     * @param stage the text of the handout's part of that name, since which the kinds are counted
     * @param kinds how often which kind of call was refused because no rule allows it
     */
    record Denied(long lastDay, String stage, NavigableMap<Course.Refused, Long> kinds) implements ProxyMessage {
        public Denied {
            kinds = Collections.unmodifiableNavigableMap(new TreeMap<>(kinds));
        }

        /** Nothing was refused. */
        public static Denied none() {
            return new Denied(0, "", new TreeMap<>());
        }
    }

    /** The message as one line, without its end. */
    default String line() {
        var node = Lines.object();
        switch (this) {
            case Hello(var version) -> node.put("hello", version);
            case Applied(var version) -> node.put("applied", version);
            case Refused(var version, var reason) ->
                node.put("refused", version).put("reason", reason);
            case Learned(var profile) -> node.put("learned", profile);
            case Denied(var lastDay, var stage, var kinds) -> {
                var list = node.put("denied", lastDay).put("stage", stage).putArray("kinds");
                kinds.forEach((kind, count) -> list.addObject()
                        .put("peer", kind.peer())
                        .put("call", kind.call())
                        .put("count", count));
            }
        }
        return node.toString();
    }

    /** Whether the message is short enough to be told: in a line, quotes take two bytes and other letters up to six. */
    default boolean fits() {
        return line().getBytes(StandardCharsets.UTF_8).length <= MAX_LINE;
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is no message; the text says why
     */
    static ProxyMessage read(String line) {
        var node = Lines.read(line);
        if (node.has("hello")) {
            return new Hello(Lines.text(node, "hello", ControlMessage.MAX_VERSION));
        }
        if (node.has("applied")) {
            return new Applied(Lines.text(node, "applied", ControlMessage.MAX_VERSION));
        }
        if (node.has("refused")) {
            return new Refused(
                    Lines.text(node, "refused", ControlMessage.MAX_VERSION), Lines.text(node, "reason", MAX_REASON));
        }
        if (node.has("learned")) {
            return new Learned(Lines.text(node, "learned", MAX_PROFILE));
        }
        if (node.has("denied")) {
            return denied(node);
        }
        throw new IllegalArgumentException("a message must be one of hello, applied, refused, learned, denied");
    }

    private static Denied denied(JsonNode node) {
        var kinds = new TreeMap<Course.Refused, Long>();
        for (var each : node.path("kinds")) {
            if (kinds.size() == MAX_KINDS) {
                throw new IllegalArgumentException("kinds must be at most " + MAX_KINDS);
            }
            var kind = new Course.Refused(Lines.text(each, "peer", MAX_REASON), Lines.text(each, "call", MAX_REASON));
            kinds.put(kind, Lines.count(each, "count"));
        }
        return new Denied(Lines.count(node, "denied"), Lines.text(node, "stage", ControlMessage.MAX_VERSION), kinds);
    }
}
