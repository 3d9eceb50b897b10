package io.bulwark.policy.handout;

/** What the control plane says to a proxy; each message is one line of JSON. */
public sealed interface ControlMessage {
    /** A version is 32 hex digits; none is longer than this. */
    int MAX_VERSION = 64;

    /** The proxy's policy becomes another one. */
    record Change(HandoutChange change) implements ControlMessage {}

    /** The authorities, in PEM, that the control plane's certificate may come from at the next connection. */
    record Authorities(String pem) implements ControlMessage {}

    /** Nothing is new, and the connection lives. */
    record Alive() implements ControlMessage {}

    /** The message as one line, without its end. */
    default String line() {
        var node = Lines.object();
        switch (this) {
            case Change(var change) -> {
                node.put("base", change.base()).put("version", change.version());
                if (!change.put().isEmpty()) {
                    var put = node.putObject("put");
                    change.put().forEach(put::put);
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

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is no message; the text says why
     */
    static ControlMessage read(String line) {
        var node = Lines.read(line);
        if (node.has("version")) {
            return new Change(new HandoutChange(
                    Lines.text(node, "base", MAX_VERSION),
                    Lines.text(node, "version", MAX_VERSION),
                    Lines.texts(node, "put"),
                    Lines.names(node, "drop")));
        }
        // What a newer control plane says besides must not end the connection of an older proxy.
        return node.has("authorities") ? new Authorities(Lines.text(node, "authorities", 1 << 20)) : new Alive();
    }
}
