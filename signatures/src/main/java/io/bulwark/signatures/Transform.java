package io.bulwark.signatures;

/** A way in which a signature reads more than the raw bytes of its field. */
public enum Transform {
    /** The percent-decoded view is read too. */
    PERCENT,
    /** ASCII letters match in either case. */
    LOWERCASE
}
