package io.bulwark.policy;

/** Addresses as people write them; IPv6 in the short form of RFC 5952. */
final class AddressText {

    private static final int GROUPS = 8;

    private AddressText() {}

    static String format(Cidr.Family family, long high, long low) {
        return switch (family) {
            case IPV4 ->
                ((high >>> 56) & 0xff) + "." + ((high >>> 48) & 0xff) + "." + ((high >>> 40) & 0xff) + "."
                        + ((high >>> 32) & 0xff);
            case IPV6 -> formatV6(high, low);
        };
    }

    private static String formatV6(long high, long low) {
        int runStart = -1;
        int runLength = 1;
        for (int start = 0; start < GROUPS; start++) {
            int end = start;
            while (end < GROUPS && group(high, low, end) == 0) {
                end++;
            }
            if (end - start > runLength) {
                runStart = start;
                runLength = end - start;
            }
        }
        var out = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                out.append("::");
                i += runLength - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(group(high, low, i)));
            }
        }
        return out.toString();
    }

    private static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
