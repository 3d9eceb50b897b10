package io.bulwark.proxy.protocol.tls;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** Recognises a TLS record that holds the start of a ClientHello (RFC 8446 sections 4.1.2 and 5.1). */
final class TlsProbe implements Probe {
    /** Content type, version (2), length (2), handshake type. */
    private static final int LENGTH = 6;

    private static final int HANDSHAKE = 0x16;
    private static final int CLIENT_HELLO = 0x01;

    private int seen;

    @Override
    public Answer read(Direction direction, ByteView view) {
        if (direction == Direction.TO_CLIENT) {
            return Answer.NO;
        }
        for (var index = 0; index < view.length(); index++) {
            if (!fits(seen, view.get(index) & 0xFF)) {
                return Answer.NO;
            }
            if (++seen == LENGTH) {
                return Answer.YES;
            }
        }
        return Answer.MORE;
    }

    private static boolean fits(int place, int value) {
        return switch (place) {
            case 0 -> value == HANDSHAKE;
            case 1 -> value == 3;
            case 2 -> value <= 4;
            case 5 -> value == CLIENT_HELLO;
            default -> true;
        };
    }
}
