package io.bulwark.proxy.protocol;

/** What a conversation has to do with a message: let it go on, or refuse it. */
public sealed interface Ruling {
    Ruling FORWARD = new Forward();

    record Forward() implements Ruling {}

    record Deny(Denial denial) implements Ruling {}
}
