package io.bulwark.policy;

import java.util.Optional;

/** Addresses between their text and their bytes. No name is ever looked up. */
public final class AddressBytes {

    private AddressBytes() {}

    /** The 4 or 16 bytes of an IPv4 or IPv6 address that is written in full. */
    public static Optional<byte[]> parse(String text) {
        var length = text.indexOf(':') >= 0 ? "/128" : "/32";
        return switch (CidrSyntax.parse(text + length)) {
            case CidrParse.Fault _ -> Optional.empty();
            case CidrParse.Block(var block) -> Optional.of(bytes(block));
        };
    }

    /** The address as documents write it; of bytes that are none, {@code unknown}. */
    public static String text(byte[] address) {
        return FlowPeer.of(address).toString();
    }

    /** The block that has just this address; empty when the bytes are none. */
    public static Optional<Cidr> block(byte[] address) {
        return switch (FlowPeer.of(address)) {
            case FlowPeer.Odd() -> Optional.empty();
            case FlowPeer.Known(var family, var high, var low) -> Optional.of(new Cidr(family, high, low, family.bits));
        };
    }

    private static byte[] bytes(Cidr block) {
        var bytes = new byte[block.family().bits / Byte.SIZE];
        for (int i = 0; i < bytes.length; i++) {
            long half = i < 8 ? block.high() : block.low();
            bytes[i] = (byte) (half >>> (56 - 8 * (i & 7)));
        }
        return bytes;
    }
}
