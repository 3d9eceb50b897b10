package io.bulwark.proxy.admin;

/** Where the proxy is in its life. Asked and told from the admin thread; must answer at once. */
public interface Lifecycle {
    /** The stages, in order. */
    enum State {
        STARTING,
        READY,
        DRAINING
    }

    State state();

    /** Begins to drain: new flows are no longer wanted, open ones may end. Does nothing the second time. */
    void drain();
}
