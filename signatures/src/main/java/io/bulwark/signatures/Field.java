package io.bulwark.signatures;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A named part of a protocol message that signatures read. */
public enum Field {
    HTTP_URI("http.uri", Direction.REQUEST, Holding.WHOLE),
    HTTP_HEADER("http.header", Direction.REQUEST, Holding.WHOLE),
    HTTP_BODY("http.body", Direction.REQUEST, Holding.STREAMED),
    HTTP_RESPONSE_HEADER("http.response.header", Direction.RESPONSE, Holding.WHOLE),
    HTTP_RESPONSE_BODY("http.response.body", Direction.RESPONSE, Holding.STREAMED),
    /** One string of a protobuf message, wherever it stands in it. */
    GRPC_STRING("grpc.string", Direction.REQUEST, Holding.WHOLE),
    GRPC_RESPONSE_STRING("grpc.response.string", Direction.RESPONSE, Holding.WHOLE),
    /** A statement of MySQL, as text or to be prepared. */
    MYSQL_QUERY("mysql.query", Direction.REQUEST, Holding.STREAMED),
    /** Parameters, attributes and what a client says of itself at its login, each on a line. */
    MYSQL_PARAM("mysql.param", Direction.REQUEST, Holding.STREAMED),
    /** Words that say what is suspicious about the shape of a statement, in their order. */
    MYSQL_SHAPE("mysql.shape", Direction.REQUEST, Holding.STREAMED),
    /** The values of result sets, each on a line behind the name of its column. */
    MYSQL_RESULT("mysql.result", Direction.RESPONSE, Holding.STREAMED),
    /** Words that say how a peer's logins have gone of late. */
    LOGIN("login", Direction.RESPONSE, Holding.WHOLE),
    /** A command of Redis as one would write it: its name in capitals and its arguments, a blank between them. */
    REDIS_ARG("redis.arg", Direction.REQUEST, Holding.STREAMED),
    /** The values in what a Redis server sends, a blank between them. */
    REDIS_REPLY("redis.reply", Direction.RESPONSE, Holding.STREAMED),
    STREAM_CLIENT("stream.client", Direction.REQUEST, Holding.STREAMED),
    STREAM_SERVER("stream.server", Direction.RESPONSE, Holding.STREAMED);

    /** Which way a field's bytes travel. */
    public enum Direction {
        REQUEST,
        RESPONSE
    }

    private enum Holding {
        WHOLE,
        STREAMED
    }

    private final String id;
    private final Direction direction;
    private final Holding holding;

    Field(String id, Direction direction, Holding holding) {
        this.id = id;
        this.direction = direction;
        this.holding = holding;
    }

    /** The name of this field in catalogues, policies and events. */
    public String id() {
        return id;
    }

    public Direction direction() {
        return direction;
    }

    /** Whether the field may be matched piece by piece; other fields are always held whole. */
    public boolean mayStream() {
        return holding == Holding.STREAMED;
    }

    /** Whether the field is a block of header lines, so that a signature may name the headers it reads. */
    public boolean isHeaderBlock() {
        return this == HTTP_HEADER || this == HTTP_RESPONSE_HEADER;
    }

    /** The field with this id, if there is one. */
    public static Optional<Field> of(String id) {
        return Arrays.stream(values()).filter(field -> field.id.equals(id)).findFirst();
    }

    /** Every id, for messages that say what is allowed. */
    public static String allowed() {
        return Arrays.stream(values()).map(Field::id).collect(Collectors.joining(", "));
    }
}
