package io.bulwark.proxy.protocol;

/** A named way in which bytes break the rules of their protocol. Each protocol has an enum of its own. */
public interface Anomaly {
    /** The stable name that events, metrics and policy use, such as {@code http.obs-fold}. */
    String id();
}
