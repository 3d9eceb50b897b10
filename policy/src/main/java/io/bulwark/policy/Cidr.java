package io.bulwark.policy;

import java.util.Optional;

/**
 * A block of addresses.
 *
 * @param family which addresses; an IPv6 block never has IPv4 peers, not even {@code ::/0}
 * @param high the first 64 bits of the block's lowest address; an IPv4 address takes the first 32 of them
 * @param low the other 64 bits; 0 for IPv4
 * @param prefixLength how many of the first bits an address must share
 */
public record Cidr(Family family, long high, long low, int prefixLength) implements PeerPattern {

    /** A version of the Internet Protocol. */
    public enum Family {
        IPV4(32),
        IPV6(128);

        final int bits;

        Family(int bits) {
            this.bits = bits;
        }
    }

    public Cidr {
        if (prefixLength < 0 || prefixLength > family.bits) {
            throw new IllegalArgumentException("prefix length must be 0.." + family.bits + ", was " + prefixLength);
        }
        if ((high & ~highMask(prefixLength)) != 0 || (low & ~lowMask(prefixLength)) != 0) {
            throw new IllegalArgumentException("address must have no bits set behind /" + prefixLength);
        }
    }

    /** Reads a block as documents write it; empty when the text is none. */
    public static Optional<Cidr> of(String text) {
        return switch (CidrSyntax.parse(text)) {
            case CidrParse.Block(var cidr) -> Optional.of(cidr);
            case CidrParse.Fault _ -> Optional.empty();
        };
    }

    /** Whether the address of this block's family, in the form of {@link #high} and {@link #low}, is in the block. */
    boolean contains(long addressHigh, long addressLow) {
        return (addressHigh & highMask(prefixLength)) == high && (addressLow & lowMask(prefixLength)) == low;
    }

    /** Whether every address of the other block is in this one. */
    boolean covers(Cidr other) {
        return family == other.family && prefixLength <= other.prefixLength && contains(other.high, other.low);
    }

    /** The block as documents write it, such as {@code 10.0.0.0/8}. */
    public String text() {
        return AddressText.format(family, high, low) + "/" + prefixLength;
    }

    @Override
    public String toString() {
        return text();
    }

    static long highMask(int prefixLength) {
        return prefixLength == 0 ? 0 : -1L << (64 - Math.min(prefixLength, 64));
    }

    static long lowMask(int prefixLength) {
        return prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
    }
}
