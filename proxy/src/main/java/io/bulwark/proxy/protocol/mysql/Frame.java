package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.stream.ByteView;

/** Where one direction stands among its packets: three bytes of length and one of a number, then the payload. */
final class Frame {
    static final int HEADER_BYTES = 4;
    static final int MAX_LENGTH = 0xFFFFFF;

    private int headerBytes;
    private int length;
    private int number;
    private int remaining;
    private boolean continues;

    /** Starts at a packet's first byte. */
    void reset() {
        headerBytes = 0;
        continues = false;
    }

    boolean inHeader() {
        return headerBytes < HEADER_BYTES;
    }

    /** Whether nothing of the packet at hand has come. */
    boolean isAtStart() {
        return headerBytes == 0;
    }

    /** Reads header bytes from this index on and says how many. */
    int header(ByteView view, int from) {
        if (headerBytes == 0) {
            length = 0;
        }
        var index = from;
        while (index < view.length() && headerBytes < HEADER_BYTES) {
            var octet = view.get(index++) & 0xFF;
            if (headerBytes < HEADER_BYTES - 1) {
                length |= octet << (Byte.SIZE * headerBytes);
            } else {
                number = octet;
            }
            headerBytes++;
        }
        remaining = length;
        return index - from;
    }

    /** So many bytes of the payload were read. */
    void advance(int count) {
        remaining -= count;
    }

    /** The packet is over: the next one begins. */
    void next() {
        headerBytes = 0;
        continues = length == MAX_LENGTH;
    }

    /** The payload's length in this packet. */
    int length() {
        return length;
    }

    int number() {
        return number;
    }

    int remaining() {
        return remaining;
    }

    /** How many payload bytes of this packet were read. */
    int position() {
        return length - remaining;
    }

    /** Whether this packet goes on with the payload of the one before. */
    boolean continues() {
        return continues;
    }

    /** Whether the payload ends with this packet. */
    boolean isLast() {
        return length < MAX_LENGTH;
    }
}
