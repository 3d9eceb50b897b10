package io.bulwark.policy;

import java.util.Arrays;

/** Room for one decoded value, used again for each; grows to what it is allowed to hold and no further. */
final class Scratch implements Bytes {

    private byte[] bytes = new byte[0];
    private int length;

    void clear() {
        length = 0;
    }

    void add(byte next) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(64, 2 * length));
        }
        bytes[length++] = next;
    }

    /** Forgets all but the first bytes. */
    void cut(int newLength) {
        length = newLength;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        return bytes[index];
    }
}
