package io.bulwark.signatures;

/** How likely a match is what it looks like, seen over benign traffic too. */
public enum Confidence {
    LOW,
    MEDIUM,
    HIGH
}
