package io.bulwark.policy.learn;

import io.bulwark.policy.PeerIdentity;
import java.util.List;

/** The names of peers, which are workloads or blocks of addresses, and how they become fewer. */
public final class Peers {
    /** How wide names can become; 0 leaves them as they are. */
    static final int WIDEST = 4;

    /** The name of everybody. */
    static final String ALL = "*";

    private static final List<Integer> V4_BITS = List.of(24, 16, 8, 0);
    private static final List<Integer> V6_BITS = List.of(64, 48, 32, 0);

    private Peers() {}

    /** What rules call a peer: its workload where that is known, else the block of addresses around it. */
    public static String name(PeerIdentity identity, byte[] address) {
        return isWorkload(identity) ? workload(identity.namespace(), identity.workload()) : block(address);
    }

    /** Whether the workload is known, with its namespace. */
    public static boolean isWorkload(PeerIdentity identity) {
        return !identity.workload().isEmpty() && !identity.namespace().isEmpty();
    }

    /** The name of a peer of which only the address is known: the block of addresses around it. Pods come and go within one. */
    static String block(byte[] address) {
        return address.length == 4 ? v4(address, V4_BITS.getFirst()) : v6(address, V6_BITS.getFirst());
    }

    /** The name of a workload. */
    private static String workload(String namespace, String name) {
        return namespace + "/" + name;
    }

    /** Whether the name is a block of addresses. */
    public static boolean isBlock(String peer) {
        int slash = peer.indexOf('/');
        return slash > 0
                && slash + 1 < peer.length()
                && peer.substring(slash + 1).chars().allMatch(c -> c >= '0' && c <= '9')
                && (peer.indexOf(':') >= 0
                        || peer.substring(0, slash).chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
    }

    /** Whether the name is a block of addresses that are nobody's own: not private, not of this machine or link, not shared. */
    static boolean isOutside(String peer) {
        if (!isBlock(peer)) {
            return false;
        }
        if (peer.indexOf(':') >= 0) {
            int first = groups(peer)[0] & 0xFF;
            int second = groups(peer)[1] & 0xFF;
            boolean link = first == 0xFE && (second & 0x80) != 0;
            return first != 0 && (first & 0xFE) != 0xFC && !link;
        }
        var octets = peer.split("[./]", -1);
        int first = Integer.parseInt(octets[0]);
        int second = Integer.parseInt(octets[1]);
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> second < 64 || second > 127;
            case 169 -> second != 254;
            case 172 -> second < 16 || second > 31;
            case 192 -> second != 168;
            default -> true;
        };
    }

    /** The name of all peers that a wider look does not tell apart. */
    static String widen(String peer, int level) {
        if (level == 0) {
            return peer;
        }
        if (!isBlock(peer)) {
            return level < WIDEST ? peer : ALL;
        }
        int index = Math.min(level, V4_BITS.size() - 1);
        if (peer.indexOf(':') < 0) {
            var octets = peer.substring(0, peer.indexOf('/')).split("\\.", -1);
            var address = new byte[4];
            for (int i = 0; i < 4; i++) {
                address[i] = (byte) Integer.parseInt(octets[i]);
            }
            return v4(address, V4_BITS.get(index));
        }
        return v6(groups(peer), V6_BITS.get(index));
    }

    private static String v4(byte[] address, int bits) {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append(i == 0 ? "" : ".").append(8 * i < bits ? address[i] & 0xFF : 0);
        }
        return text.append('/').append(bits).toString();
    }

    private static String v6(byte[] address, int bits) {
        if (bits == 0) {
            return "::/0";
        }
        var text = new StringBuilder();
        for (int i = 0; i < bits / 16; i++) {
            text.append(Integer.toHexString(((address[2 * i] & 0xFF) << 8) | (address[2 * i + 1] & 0xFF)))
                    .append(':');
        }
        return text.append(":/").append(bits).toString();
    }

    /** Reads back what {@link #v6} writes. */
    private static byte[] groups(String peer) {
        var address = new byte[16];
        var groups = peer.substring(0, peer.indexOf("::")).split(":", -1);
        for (int i = 0; i < Math.min(8, groups.length); i++) {
            if (!groups[i].isEmpty()) {
                int group = Integer.parseInt(groups[i], 16);
                address[2 * i] = (byte) (group >> 8);
                address[2 * i + 1] = (byte) group;
            }
        }
        return address;
    }
}
