package io.bulwark.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Addresses as one short text: one as it is, then how far the next one is from it. */
final class AddressList {
    /* The Pods of a cluster have neighbouring addresses. Sorted, all but the first are said by their distance to the one before, in base 36:
     * "10.1.2.3 1 2f" is 10.1.2.3, 10.1.2.4 and 10.1.2.83. What has a dot or a colon is an address as it is, or a block of them. */

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

    /** Eight digits are less than 2^42, and seven are enough for all of IPv4. */
    private static final int MAX_DIGITS = 8;

    private static final long MAX_DISTANCE = 1L << 40;
    private static final String BETWEEN = " ";

    private AddressList() {}

    static String write(Collection<Cidr> addresses) {
        var sorted = addresses.stream()
                .sorted(Comparator.comparing(Cidr::family)
                        .thenComparing(Cidr::high, Long::compareUnsigned)
                        .thenComparing(Cidr::low, Long::compareUnsigned)
                        .thenComparingInt(Cidr::prefixLength))
                .toList();
        var out = new StringBuilder();
        Optional<Cidr> before = Optional.empty();
        for (var each : sorted) {
            long distance = before.map(one -> distance(one, each)).orElse(0L);
            out.append(out.isEmpty() ? "" : BETWEEN);
            if (distance > 0) {
                out.append(Long.toString(distance, DIGITS.length()));
            } else {
                out.append(isSingle(each) ? each.text().substring(0, each.text().indexOf('/')) : each.text());
            }
            before = Optional.of(each);
        }
        return out.toString();
    }

    private static boolean isSingle(Cidr block) {
        return block.prefixLength() == block.family().bits;
    }

    /** How far it is from one address to another one; 0 when that is not said in short. */
    private static long distance(Cidr from, Cidr to) {
        if (!isSingle(from) || !isSingle(to) || from.family() != to.family()) {
            return 0;
        }
        long distance = switch (from.family()) {
            case IPV4 -> (to.high() >>> 32) - (from.high() >>> 32);
            case IPV6 -> from.high() == to.high() ? to.low() - from.low() : 0;
        };
        return distance > 0 && distance < MAX_DISTANCE ? distance : 0;
    }

    /** The addresses of such a text; empty when it is none, or has more than that. */
    static Optional<List<Cidr>> read(String text, int most) {
        List<Cidr> addresses = new ArrayList<>();
        int start = 0;
        while (start >= 0) {
            int end = text.indexOf(BETWEEN, start);
            var next = next(addresses, text.substring(start, end < 0 ? text.length() : end));
            if (next.isEmpty() || addresses.size() >= most) {
                return Optional.empty();
            }
            addresses.add(next.get());
            start = end < 0 ? end : end + 1;
        }
        return Optional.of(addresses);
    }

    private static Optional<Cidr> next(List<Cidr> before, String word) {
        if (word.indexOf('.') >= 0 || word.indexOf(':') >= 0) {
            return whole(word);
        }
        return before.isEmpty() ? Optional.empty() : further(before.getLast(), word);
    }

    private static Optional<Cidr> whole(String word) {
        var bits = word.indexOf(':') >= 0 ? Cidr.Family.IPV6.bits : Cidr.Family.IPV4.bits;
        return Cidr.of(word.indexOf('/') >= 0 ? word : word + "/" + bits);
    }

    private static Optional<Cidr> further(Cidr before, String word) {
        if (!isSingle(before) || word.isEmpty() || word.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        long distance = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = DIGITS.indexOf(word.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            distance = distance * DIGITS.length() + digit;
        }
        return switch (before.family()) {
            case IPV4 -> {
                long address = (before.high() >>> 32) + distance;
                yield address >>> 32 == 0
                        ? Optional.of(new Cidr(Cidr.Family.IPV4, address << 32, 0, before.prefixLength()))
                        : Optional.empty();
            }
            case IPV6 -> {
                long low = before.low() + distance;
                yield Long.compareUnsigned(low, before.low()) >= 0
                        ? Optional.of(new Cidr(Cidr.Family.IPV6, before.high(), low, before.prefixLength()))
                        : Optional.empty();
            }
        };
    }
}
