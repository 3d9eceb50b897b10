package io.bulwark.proxy.protocol.mysql;

import io.bulwark.policy.MysqlInspection;
import java.nio.charset.StandardCharsets;

/** The server's first packet: its version, and what it is able to do. */
record Greeting(boolean mariadb, int version, long capabilities, int capabilitiesAt) {
    static final int PROTOCOL_10 = 10;
    static final int MAX_BYTES = 1024;

    /** What stands between the version and the lower capabilities: thread, salt, a zero. */
    private static final int BEFORE_CAPABILITIES = 13;

    private static final String OLD_PREFIX = "5.5.5-";
    private static final Greeting NONE = new Greeting(false, 0, 0, 0);

    /** Takes a complete payload apart; {@link #isKnown} says whether it was one. */
    static Greeting of(Gathered payload) {
        payload.seek(0);
        if (payload.integer(1) != PROTOCOL_10) {
            return NONE;
        }
        var version = new String(payload.untilZero(false), StandardCharsets.ISO_8859_1);
        payload.skip(BEFORE_CAPABILITIES);
        var at = payload.position();
        var capabilities = payload.integer(2);
        if (payload.isShort()) {
            return NONE;
        }
        if (payload.remaining() >= 16) {
            payload.skip(3);
            capabilities |= payload.integer(2) << 16;
            payload.skip(7);
            var extended = payload.integer(4);
            if ((capabilities & Capability.MYSQL) == 0) {
                capabilities |= extended << 32;
            }
        }
        var isMariadb = (capabilities & Capability.MYSQL) == 0 || version.contains("MariaDB");
        return new Greeting(isMariadb, version(version), capabilities, at);
    }

    boolean isKnown() {
        return capabilitiesAt > 0;
    }

    /** The version as in comments that depend on it; the highest when it says none. */
    private static int version(String text) {
        var digits = text.startsWith(OLD_PREFIX) ? text.substring(OLD_PREFIX.length()) : text;
        var parts = digits.split("[^0-9]", 4);
        try {
            return Integer.parseInt(parts[0]) * 10_000 + Integer.parseInt(parts[1]) * 100 + Integer.parseInt(parts[2]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException unknown) {
            return Integer.MAX_VALUE;
        }
    }

    /** What the policy takes away of the server's capabilities. */
    long removed(MysqlInspection policy) {
        var removed = 0L;
        if (policy.removeCompress()) {
            removed |= Capability.COMPRESS | Capability.ZSTD;
        }
        if (policy.removeTls()) {
            removed |= Capability.SSL;
        }
        return removed & capabilities;
    }

    /** The packet with these capabilities taken away. */
    byte[] without(long removed, Gathered payload, int number) {
        var length = payload.length();
        var packet = new byte[Frame.HEADER_BYTES + length];
        packet[0] = (byte) length;
        packet[1] = (byte) (length >> Byte.SIZE);
        packet[3] = (byte) number;
        System.arraycopy(payload.bytes(), 0, packet, Frame.HEADER_BYTES, length);
        var low = Frame.HEADER_BYTES + capabilitiesAt;
        packet[low] &= (byte) ~removed;
        packet[low + 1] &= (byte) ~(removed >> 8);
        if (length >= capabilitiesAt + 7) {
            packet[low + 5] &= (byte) ~(removed >> 16);
            packet[low + 6] &= (byte) ~(removed >> 24);
        }
        return packet;
    }
}
