package io.bulwark.policy;

/** The address at the other end of a flow. */
sealed interface FlowPeer {

    /** An address, in the form that {@link Cidr} uses. */
    record Known(Cidr.Family family, long high, long low) implements FlowPeer {
        @Override
        public String toString() {
            return AddressText.format(family, high, low);
        }
    }

    /** Bytes that are no address; no rule has such a peer. */
    record Odd() implements FlowPeer {
        @Override
        public String toString() {
            return "unknown";
        }
    }

    /** Reads the 4 or 16 bytes of an address; a v4-mapped one is the IPv4 address that it maps. */
    static FlowPeer of(byte[] address) {
        return switch (address.length) {
            case 4 -> v4(bits(address, 0, 4));
            case 16 -> {
                long high = bits(address, 0, 8);
                long low = bits(address, 8, 8);
                yield high == 0 && low >>> 32 == 0xffff ? v4(low) : new Known(Cidr.Family.IPV6, high, low);
            }
            default -> new Odd();
        };
    }

    private static FlowPeer v4(long address) {
        return new Known(Cidr.Family.IPV4, address << 32, 0);
    }

    private static long bits(byte[] bytes, int from, int length) {
        long bits = 0;
        for (int i = from; i < from + length; i++) {
            bits = (bits << 8) | (bytes[i] & 0xff);
        }
        return bits;
    }
}
