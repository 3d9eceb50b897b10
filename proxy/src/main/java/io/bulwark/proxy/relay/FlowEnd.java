package io.bulwark.proxy.relay;

/** How a flow ended. */
public enum FlowEnd {
    /** Both sides closed in order. */
    CLOSED("closed"),
    /** One side reset the connection. */
    RESET("reset"),
    /** The proxy refused to go on. */
    CUT("cut"),
    /** The policy changed, and the flow is not admitted any more. */
    REVOKED("revoked"),
    /** The server could not be reached. */
    UNREACHABLE("unreachable"),
    /** Nothing moved for as long as the policy allows. */
    IDLE("idle"),
    /** The proxy drained. */
    DRAINED("drained");

    private final String id;

    FlowEnd(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
