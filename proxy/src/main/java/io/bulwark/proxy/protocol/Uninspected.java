package io.bulwark.proxy.protocol;

/** Why bytes pass, or passed, without being read. Each is a label of {@code bulwark_uninspected_bytes_total}. */
public enum Uninspected {
    TLS("tls"),
    UNKNOWN_PROTOCOL("unknown-protocol"),
    DETECTION_TIMEOUT("detection-timeout"),
    /** Somebody declared that the port speaks a protocol of which nothing is read. */
    DECLARED("declared"),
    WEBSOCKET("websocket"),
    UPGRADE("upgrade"),
    CONNECT("connect"),
    /** The bytes broke the protocol's rules, so that what follows cannot be read for certain. */
    VIOLATION("violation"),
    /** A body in a coding that Bulwark does not decode; its raw bytes were matched, its content was not. */
    CONTENT_CODING("content-coding"),
    /** A body that unfolds to more than the policy allows to inspect. */
    DECODED_SIZE("decoded-size"),
    LIMIT("limit"),
    /** An HTTP/2 frame of a kind that Bulwark does not know, or a part of one that says nothing to the protocol. */
    HTTP2_FRAME("http2-frame"),
    /** MySQL's protocol in its compressed form. */
    MYSQL_COMPRESSION("mysql-compression"),
    /** Replication events and copies of whole servers or tables in MySQL's protocol. */
    BINLOG("binlog"),
    /** What a Redis server sends to a replica, and the replica to it. */
    REPLICATION("replication"),
    MATCHER_FAILED("matcher-failed");

    private final String id;

    Uninspected(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
