package io.bulwark.proxy.decide;

/** What the allowlist says of an operation. */
public enum Coverage {
    /** A rule allows it, or there is nothing that asks. */
    COVERED,
    /** No rule allows it. */
    MISSED
}
