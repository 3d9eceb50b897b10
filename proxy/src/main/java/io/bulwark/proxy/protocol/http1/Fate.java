package io.bulwark.proxy.protocol.http1;

/** What becomes of the message at hand. */
enum Fate {
    /** It stays until all of it was judged. */
    HELD,
    /** Its parts leave as soon as they were judged. */
    STREAMED,
    /** It is dropped as it comes, and no longer judged. */
    REFUSED
}
