package io.bulwark.policy;

/** A way to name peers in a rule. */
public sealed interface PeerPattern permits Cidr {}
