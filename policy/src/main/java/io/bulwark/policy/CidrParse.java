package io.bulwark.policy;

/** The outcome of reading a block of addresses. */
public sealed interface CidrParse {

    /** A block. */
    record Block(Cidr cidr) implements CidrParse {}

    /** Not a block; {@code why} ends a sentence that begins with the key. */
    record Fault(String why) implements CidrParse {}
}
