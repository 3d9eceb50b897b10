package io.bulwark.injector.mutate;

/** Why a request is let through as it is. */
public enum SkipReason {
    NOT_A_NEW_POD("not-a-new-pod", "it does not create a Pod"),
    HOST_NETWORK("host-network", "the Pod uses the node's network, which belongs to all"),
    WINDOWS("windows", "the Pod runs on Windows, where nothing intercepts traffic"),
    OPTED_OUT("opted-out", "the Pod asks for it by " + PodAnnotations.INJECT + "=false"),
    ALREADY_INJECTED("already-injected", "the Pod has the sidecar of this version already");

    private final String id;
    private final String why;

    SkipReason(String id, String why) {
        this.id = id;
        this.why = why;
    }

    /** The stable name in metrics and events. */
    public String id() {
        return id;
    }

    /** The reason as the end of a sentence. */
    public String why() {
        return why;
    }
}
