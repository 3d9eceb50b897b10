package io.bulwark.proxy.decide;

/** What becomes of a message. */
public sealed interface Decision {
    /** Nothing speaks against it. */
    record Forward() implements Decision {}

    /** It goes on, and is told of. */
    record Report() implements Decision {}

    /** It goes on only because the mode is Monitor, and is told of. */
    record WouldDeny(Cause cause) implements Decision {}

    /** It is refused. */
    record Deny(Cause cause) implements Decision {}

    /** What a denial rests on; where several hold, the first of them is the one that the client is told. */
    enum Cause {
        SIGNATURE,
        ALLOWLIST,
        TROUBLE
    }
}
