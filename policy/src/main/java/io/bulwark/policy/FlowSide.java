package io.bulwark.policy;

/** Which way a flow crosses the border of the Pod, and so which rules hold for it. */
public enum FlowSide {
    /** Others ask the service; rules name who may. */
    INGRESS("ingress", "from"),
    /** The service asks others; rules name whom it may. */
    EGRESS("egress", "to");

    private final String word;
    private final String peerKey;

    FlowSide(String word, String peerKey) {
        this.word = word;
        this.peerKey = peerKey;
    }

    /** The word that documents and events use for it. */
    public String word() {
        return word;
    }

    /** The key under which a rule of this side names its peers. */
    String peerKey() {
        return peerKey;
    }
}
