package io.bulwark.signatures;

/** How much harm a match means if it is what it looks like. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
