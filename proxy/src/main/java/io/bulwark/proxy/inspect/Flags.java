package io.bulwark.proxy.inspect;

import io.bulwark.proxy.protocol.Media;

/** The first byte of a message's prefix. */
final class Flags {
    private static final int COMPRESSED = 0x01;
    private static final int END_OF_STREAM = 0x02;
    private static final int TRAILERS = 0x80;

    private Flags() {}

    /** Those that a receiver of this kind of body knows. */
    static int allowed(Media media) {
        return switch (media) {
            case GRPC_WEB, GRPC_WEB_TEXT -> COMPRESSED | TRAILERS;
            case CONNECT, CONNECT_JSON -> COMPRESSED | END_OF_STREAM;
            case GRPC, GRPC_JSON -> COMPRESSED;
            case FORM, JSON, XML, MULTIPART, EVENT_STREAM, PROTOBUF, OTHER -> 0;
        };
    }

    static boolean compressed(int flags) {
        return (flags & COMPRESSED) != 0;
    }

    /** Whether it is the last message of a stream of Connect, which says how it ended. */
    static boolean endOfStream(int flags) {
        return (flags & END_OF_STREAM) != 0;
    }

    /** Whether it holds the trailers of gRPC-Web. */
    static boolean trailers(int flags) {
        return (flags & TRAILERS) != 0;
    }
}
