package io.bulwark.policy.handout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the control plane says to a proxy; each message is one line of JSON. */
public sealed interface ControlMessage {
    /** A version is 32 hex digits; none is longer than this. */
    int MAX_VERSION = 64;

    /** Under which key a change has parts as they are. */
    String PUT = "put";

    /** Under which key it has those that are packed. */
    String PACKED = "packed";

    /** Under which key it says that it need not be answered. */
    String QUIET = "quiet";

    /** A text is packed where that leaves less than this of it. */
    double PACKS_UNDER = 0.8;

    /**
     * The proxy's policy becomes another one.
     *
     * @param quiet whether only a refusal is to be answered
     */
    record Change(HandoutChange change, boolean quiet) implements ControlMessage {
        /** A change that is answered. */
        public Change(HandoutChange change) {
            this(change, false);
        }
    }

    /** The authorities, in PEM, that the control plane's certificate may come from at the next connection. */
    record Authorities(String pem) implements ControlMessage {}

    /** Nothing is new, and the connection lives. */
    record Alive() implements ControlMessage {}

    /** The message as one line, without its end. */
    default String line() {
        return line(_ -> false);
    }

    /** The same with long parts packed, each of which is packed once for all messages that have it. */
    default String shortLine() {
        return line(part -> part.packed().length() < part.text().length() * PACKS_UNDER);
    }

    private String line(Predicate<Part> packs) {
        var node = Lines.object();
        switch (this) {
            case Change(var change, var quiet) -> {
                node.put("base", change.base()).put("version", change.version());
                var put = Lines.object();
                var packed = Lines.object();
                change.put().forEach((name, part) -> {
                    if (packs.test(part)) {
                        packed.put(name, part.packed());
                    } else {
                        put.put(name, part.text());
                    }
                });
                if (!put.isEmpty()) {
                    node.set(PUT, put);
                }
                if (!packed.isEmpty()) {
                    node.set(PACKED, packed);
                }
                if (quiet) {
                    node.put(QUIET, true);
                }
                if (!change.drop().isEmpty()) {
                    change.drop().forEach(node.putArray("drop")::add);
                }
            }
            case Authorities(var pem) -> node.put("authorities", pem);
            case Alive() -> {}
        }
        return node.toString();
    }

    /** A change says more than its reader has room for. */
    final class TooLarge extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final String version;
        private final String why;

        /** @param version that the change would lead to */
        public TooLarge(String version, String why) {
            super(why);
            this.version = version;
            this.why = why;
        }

        public String version() {
            return version;
        }

        /** What is too large, for a person. */
        public String why() {
            return why;
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is no message; the text says why
     */
    static ControlMessage read(String line) {
        return read(line, Handout.MAX_TEXTS);
    }

    /**
     * Reads a line.
     *
     * @param most characters that the parts of a change may have, unpacked
     * @throws TooLarge if they have more
     * @throws IllegalArgumentException if it is no message; the text says why
     */
    static ControlMessage read(String line, int most) {
        var node = Lines.read(line);
        if (node.has("version")) {
            var version = Lines.text(node, "version", MAX_VERSION);
            var change = new HandoutChange(
                    Lines.text(node, "base", MAX_VERSION),
                    version,
                    parts(node, version, Math.min(most, Handout.MAX_TEXTS)),
                    Lines.names(node, "drop"));
            return new Change(change, node.path(QUIET).asBoolean());
        }
        // What a newer control plane says besides must not end the connection of an older proxy.
        return node.has("authorities") ? new Authorities(Lines.text(node, "authorities", 1 << 20)) : new Alive();
    }

    private static NavigableMap<String, Part> parts(JsonNode node, String version, int most) {
        var parts = new TreeMap<String, Part>();
        int left = most;
        for (var put : Lines.texts(node, PUT).entrySet()) {
            left -= put.getValue().length();
            parts.put(put.getKey(), Part.of(put.getValue()));
        }
        for (var packed : Lines.texts(node, PACKED).entrySet()) {
            var text = left < 0 ? Optional.<String>empty() : Packed.unpack(packed.getValue(), left);
            left -= text.map(String::length).orElse(left + 1);
            text.ifPresent(known -> parts.put(packed.getKey(), Part.of(known)));
        }
        if (left < 0) {
            throw new TooLarge(version, "the change must have at most " + most + " characters");
        }
        return parts;
    }
}
