package io.bulwark.injector.cluster;

import io.bulwark.policy.Cidr;
import java.util.List;

/** Single addresses in the form that blocks of addresses have. */
final class Addresses {
    private static final int LENGTH_4 = 32;
    private static final int LENGTH_6 = 128;

    private Addresses() {}

    static String block(String address) {
        return address + "/" + (address.indexOf(':') >= 0 ? LENGTH_6 : LENGTH_4);
    }

    /** The first two addresses of a block of several; none when the text is no such block. */
    static List<String> firstOf(String text) {
        var block = Cidr.of(text);
        if (block.isEmpty()) {
            return List.of();
        }
        var of = block.get();
        boolean old = of.family() == Cidr.Family.IPV4;
        int length = old ? LENGTH_4 : LENGTH_6;
        if (of.prefixLength() == length) {
            return List.of();
        }
        long high = old ? of.high() + (1L << LENGTH_4) : of.high();
        long low = old ? 0 : of.low() + 1;
        return List.of(
                new Cidr(of.family(), of.high(), of.low(), length).text(),
                new Cidr(of.family(), high, low, length).text());
    }
}
