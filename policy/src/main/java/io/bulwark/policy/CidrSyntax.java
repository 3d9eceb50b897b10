package io.bulwark.policy;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The grammar of address blocks: {@code 10.0.0.0/8}, {@code fd00::/8}. No name is ever looked up. */
public final class CidrSyntax {

    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int MAX_LENGTH = 64;
    private static final CidrParse FAULT =
            new CidrParse.Fault("must be an address and a prefix length, such as 10.0.0.0/8 or fd00::/8");

    private CidrSyntax() {}

    public static CidrParse parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0
                || text.length() > MAX_LENGTH
                || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return FAULT;
        }
        var address = text.substring(0, slash);
        var v6 = address.indexOf(':') >= 0;
        if (v6 && address.indexOf('.') >= 0) {
            return new CidrParse.Fault("must be written in its IPv4 form");
        }
        var groups = v6 ? v6Groups(address) : v4Groups(address);
        if (groups.length == 0) {
            return FAULT;
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return block(v6 ? Cidr.Family.IPV6 : Cidr.Family.IPV4, groups, length);
    }

    private static CidrParse block(Cidr.Family family, int[] groups, int length) {
        if (length > family.bits) {
            return new CidrParse.Fault("must have a prefix length of 0.." + family.bits);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < groups.length; i++) {
            long bits = (long) groups[i] << (48 - 16 * (i & 3));
            high |= i < 4 ? bits : 0;
            low |= i < 4 ? 0 : bits;
        }
        var cidr = new Cidr(family, high & Cidr.highMask(length), low & Cidr.lowMask(length), length);
        if (cidr.high() != high || cidr.low() != low) {
            return new CidrParse.Fault("must have no bits set behind the prefix; write " + cidr.text());
        }
        if (family == Cidr.Family.IPV6 && length >= 96 && high == 0 && low >>> 32 == 0xffff) {
            return new CidrParse.Fault("must be written in its IPv4 form");
        }
        return new CidrParse.Block(cidr);
    }

    /** The two 16-bit groups of an IPv4 address; none when it is not one. */
    private static int[] v4Groups(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return new int[0];
        }
        int address = 0;
        for (var part : parts) {
            if (!OCTET.matcher(part).matches() || Integer.parseInt(part) > 255) {
                return new int[0];
            }
            address = (address << 8) | Integer.parseInt(part);
        }
        return new int[] {address >>> 16, address & 0xffff};
    }

    /** The eight groups of an IPv6 address; none when it is not one. */
    private static int[] v6Groups(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            var groups = groups(text);
            return groups.length == 8 ? groups : new int[0];
        }
        var before = text.substring(0, gap);
        var after = text.substring(gap + 2);
        var head = groups(before);
        var tail = groups(after);
        var faulty = (!before.isEmpty() && head.length == 0) || (!after.isEmpty() && tail.length == 0);
        if (faulty || head.length + tail.length > 7) {
            return new int[0];
        }
        var all = Arrays.copyOf(head, 8);
        System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
        return all;
    }

    private static int[] groups(String text) {
        var parts = text.split(":", -1);
        var groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!GROUP.matcher(parts[i]).matches()) {
                return new int[0];
            }
            groups[i] = Integer.parseInt(parts[i], 16);
        }
        return groups;
    }
}
