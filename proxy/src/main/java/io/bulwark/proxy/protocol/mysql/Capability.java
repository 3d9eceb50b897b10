package io.bulwark.proxy.protocol.mysql;

/** What client and server agree on in the handshake, as bits. Those of MariaDB lie above bit 31. */
final class Capability {
    static final long MYSQL = 1;
    static final long CONNECT_WITH_DB = 1 << 3;
    static final long COMPRESS = 1 << 5;
    static final long PROTOCOL_41 = 1 << 9;
    static final long SSL = 1 << 11;
    static final long SECURE_CONNECTION = 1 << 15;
    static final long PLUGIN_AUTH = 1 << 19;
    static final long CONNECT_ATTRS = 1 << 20;
    static final long LENGTH_ENCODED_AUTH = 1 << 21;
    static final long DEPRECATE_EOF = 1 << 24;
    static final long OPTIONAL_METADATA = 1 << 25;
    static final long ZSTD = 1 << 26;
    static final long QUERY_ATTRIBUTES = 1 << 27;

    static final long PROGRESS = 1L << 32;
    static final long CACHE_METADATA = 1L << 36;

    private Capability() {}
}
