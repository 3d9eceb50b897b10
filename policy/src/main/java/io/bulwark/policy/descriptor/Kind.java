package io.bulwark.policy.descriptor;

/** How the values of a field look on the wire. */
public enum Kind {
    /** Text. */
    STRING,
    /** Bytes of any kind. */
    BYTES,
    /** A message. With the delimited encoding of editions it comes between group tags, else with its length. */
    MESSAGE,
    /** A message between group tags. */
    GROUP,
    /** Numbers of a repeated field, which may come one by one or packed. */
    PACKABLE,
    /** One number. */
    OTHER
}
