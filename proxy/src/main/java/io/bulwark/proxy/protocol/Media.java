package io.bulwark.proxy.protocol;

/** The kind of a body, as far as it decides how it is taken apart and which decodings are tried before matching. */
public enum Media {
    FORM,
    JSON,
    XML,
    MULTIPART,
    /** A stream of events or lines with no end in sight, which must never be held back: {@code text/event-stream} and the like. */
    EVENT_STREAM,
    /** Messages of gRPC, each behind a prefix of five bytes. */
    GRPC,
    /** The same with messages of JSON. */
    GRPC_JSON,
    /** gRPC-Web: messages as in gRPC, then the trailers as one more. */
    GRPC_WEB,
    /** gRPC-Web as base64. */
    GRPC_WEB_TEXT,
    /** A stream of Connect: messages as in gRPC, then one of JSON that says how it ended. */
    CONNECT,
    /** The same with messages of JSON. */
    CONNECT_JSON,
    /** One protobuf message, with nothing around it. */
    PROTOBUF,
    OTHER;

    /**
     * Whether the body is a run of messages behind prefixes. A receiver can't act on such a message before it is complete, so a
     * ruling covers the complete ones, and the rest needs none.
     */
    public boolean enveloped() {
        return switch (this) {
            case GRPC, GRPC_JSON, GRPC_WEB, GRPC_WEB_TEXT, CONNECT, CONNECT_JSON -> true;
            case FORM, JSON, XML, MULTIPART, EVENT_STREAM, PROTOBUF, OTHER -> false;
        };
    }
}
