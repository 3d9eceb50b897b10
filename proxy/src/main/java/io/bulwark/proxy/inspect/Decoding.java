package io.bulwark.proxy.inspect;

import io.bulwark.proxy.protocol.Media;
import io.bulwark.signatures.Field;

/** Which decodings of a value are tried. */
enum Decoding {
    NONE,
    /** Percent-decoding, with {@code +} for a space. */
    PERCENT,
    /** The same of a value that has escapes: a plus alone means itself. */
    STRING,
    /** Percent-decoding of each header line by itself. */
    HEADER_LINES,
    /** The string escapes of JSON. */
    JSON,
    /** The character references of XML. */
    XML;

    /** What fits a value that is held whole. */
    static Decoding of(Field field) {
        return switch (field) {
            case HTTP_URI -> PERCENT;
            case HTTP_HEADER -> HEADER_LINES;
            case GRPC_STRING -> STRING;
            case HTTP_BODY,
                    HTTP_RESPONSE_HEADER,
                    HTTP_RESPONSE_BODY,
                    GRPC_RESPONSE_STRING,
                    MYSQL_QUERY,
                    MYSQL_PARAM,
                    MYSQL_SHAPE,
                    MYSQL_RESULT,
                    LOGIN,
                    REDIS_ARG,
                    REDIS_REPLY,
                    STREAM_CLIENT,
                    STREAM_SERVER -> NONE;
        };
    }

    /**
     * What fits a body that is read as it comes. One of no known kind is read as a form too: a server may take it for one. Responses are not
     * percent-decoded, because nothing that reads them does so.
     */
    static Decoding of(Field field, Media media) {
        return switch (media) {
            case JSON -> JSON;
            case FORM, OTHER, GRPC, GRPC_JSON, GRPC_WEB, GRPC_WEB_TEXT, CONNECT, CONNECT_JSON, PROTOBUF ->
                field == Field.HTTP_BODY ? PERCENT : NONE;
            case XML -> XML;
            case MULTIPART, EVENT_STREAM -> NONE;
        };
    }
}
