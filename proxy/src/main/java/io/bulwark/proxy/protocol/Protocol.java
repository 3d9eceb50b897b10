package io.bulwark.proxy.protocol;

/** A protocol that the proxy can read: how to recognise it and how to follow it. Immutable, shared by all loops. */
public interface Protocol {
    /** Lower-case name, as in metrics, events and configuration. */
    String name();

    Probe newProbe();

    Conversation open(Setting setting);
}
