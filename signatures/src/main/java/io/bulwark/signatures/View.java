package io.bulwark.signatures;

/** A reading of a field's bytes: as they came, or decoded. */
public enum View {
    RAW,
    /** After up to three rounds of percent-decoding, the first of which turns {@code +} into a space. */
    PERCENT
}
