package io.bulwark.proxy.protocol.redis;

/** What becomes of the message at hand. */
enum Fate {
    /** None of it has left. */
    HELD,
    /** Some of it has left; what is judged follows. */
    STREAMED,
    /** It is dropped as it comes. */
    REFUSED
}
