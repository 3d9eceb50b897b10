package io.bulwark.policy.handout;

import java.nio.charset.StandardCharsets;

/** What a proxy says to the control plane; each message is one line of JSON. */
public sealed interface ProxyMessage {
    /** The longest reason of a refusal. */
    int MAX_REASON = 2000;

    /** The longest profile. */
    int MAX_PROFILE = 1 << 20;

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

    /** The message as one line, without its end. */
    default String line() {
        var node = Lines.object();
        switch (this) {
            case Hello(var version) -> node.put("hello", version);
            case Applied(var version) -> node.put("applied", version);
            case Refused(var version, var reason) ->
                node.put("refused", version).put("reason", reason);
            case Learned(var profile) -> node.put("learned", profile);
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
        throw new IllegalArgumentException("a message must be one of hello, applied, refused, learned");
    }
}
