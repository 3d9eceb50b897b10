package io.bulwark.proxy.protocol.mysql;

/**
 * What a client logs in with, its secret left out.
 *
 * @param attributesFrom where in the payload what the client says of itself begins
 */
@SuppressWarnings("ArrayRecordComponent")
record Login(boolean known, long capabilities, int collation, byte[] user, byte[] schema, int attributesFrom) {
    /** A request for TLS is the beginning of the answer to a greeting and nothing else. */
    static final int TLS_REQUEST_BYTES = 32;

    static final int MAX_BYTES = 72 * 1024;

    private static final int MARIADB_CAPABILITIES_AT = 28;
    private static final byte[] NOTHING = new byte[0];
    private static final Login NONE = new Login(false, 0, 0, NOTHING, NOTHING, 0);

    /** The answer to a greeting. */
    static Login of(Gathered payload) {
        payload.seek(0);
        var capabilities = payload.integer(4);
        payload.integer(4);
        var collation = (int) payload.integer(1);
        if ((capabilities & Capability.PROTOCOL_41) == 0 || payload.length() < TLS_REQUEST_BYTES) {
            return NONE;
        }
        if ((capabilities & Capability.MYSQL) == 0) {
            payload.seek(MARIADB_CAPABILITIES_AT);
            capabilities |= payload.integer(4) << 32;
        }
        payload.seek(TLS_REQUEST_BYTES);
        if (payload.length() == TLS_REQUEST_BYTES) {
            return new Login(true, capabilities, collation, NOTHING, NOTHING, payload.length());
        }
        var user = payload.untilZero(false);
        if ((capabilities & Capability.LENGTH_ENCODED_AUTH) != 0) {
            payload.skip(payload.lenenc());
        } else if ((capabilities & Capability.SECURE_CONNECTION) != 0) {
            payload.skip(payload.integer(1));
        } else {
            payload.untilZero(false);
        }
        var schema = (capabilities & Capability.CONNECT_WITH_DB) != 0 && payload.remaining() > 0
                ? payload.untilZero(true)
                : NOTHING;
        if ((capabilities & Capability.PLUGIN_AUTH) != 0) {
            payload.untilZero(true);
        }
        return new Login(!payload.isShort(), capabilities, collation, user, schema, payload.position());
    }

    /** The payload of COM_CHANGE_USER behind its first byte. */
    static Login ofChange(Gathered payload, Session session) {
        payload.seek(0);
        var user = payload.untilZero(false);
        if (session.has(Capability.SECURE_CONNECTION)) {
            payload.skip(payload.integer(1));
        } else {
            payload.untilZero(false);
        }
        var schema = payload.untilZero(true);
        var collation = payload.remaining() >= 2 ? (int) payload.integer(2) : 0;
        if (payload.remaining() > 0 && session.has(Capability.PLUGIN_AUTH)) {
            payload.untilZero(true);
        }
        return new Login(!payload.isShort(), 0, collation, user, schema, payload.position());
    }

    boolean wantsTls(Gathered payload) {
        return (capabilities & Capability.SSL) != 0 && payload.length() == TLS_REQUEST_BYTES;
    }
}
