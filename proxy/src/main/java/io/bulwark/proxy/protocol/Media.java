package io.bulwark.proxy.protocol;

/** The kind of a body, as far as it decides which decodings are tried before matching. */
public enum Media {
    FORM,
    JSON,
    XML,
    MULTIPART,
    /** A stream of events or lines with no end in sight, which must never be held back: {@code text/event-stream} and the like. */
    EVENT_STREAM,
    OTHER
}
