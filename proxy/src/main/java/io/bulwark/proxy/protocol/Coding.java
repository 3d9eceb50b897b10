package io.bulwark.proxy.protocol;

/**
 * The content coding of a body (RFC 9110 section 8.4.1), or of the compressed messages in one, as far as it matters to
 * inspection.
 */
public enum Coding {
    IDENTITY,
    GZIP,
    /** zlib (RFC 1950), or the bare deflate (RFC 1951) that some senders mean by it. */
    DEFLATE,
    /** Frames of Zstandard (RFC 8878). Decoded in messages only. */
    ZSTD,
    /** Snappy, one block or in its framing format. Decoded in messages only. */
    SNAPPY,
    /** A coding that Bulwark does not decode, or several on top of each other. */
    UNKNOWN
}
