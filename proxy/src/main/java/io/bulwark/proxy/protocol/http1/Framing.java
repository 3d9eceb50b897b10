package io.bulwark.proxy.protocol.http1;

/** How the end of a body is found. */
enum Framing {
    /** There is no body, or one of length 0. */
    NONE,
    LENGTH,
    CHUNKED,
    /** The body of a response that lasts until the server closes. */
    UNTIL_CLOSE
}
