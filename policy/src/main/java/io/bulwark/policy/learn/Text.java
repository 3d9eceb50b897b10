package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of an array, all of it or the first ones. */
final class Text implements Bytes {
    private byte[] bytes;
    private int length;

    Text(String text) {
        this(text.getBytes(StandardCharsets.UTF_8));
    }

    Text(byte[] bytes) {
        this.bytes = bytes;
        length = bytes.length;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        return bytes[index];
    }

    @Override
    public void copyTo(int from, byte[] target, int targetIndex, int count) {
        System.arraycopy(bytes, from, target, targetIndex, count);
    }

    /** Shows the first {@code newLength} bytes of another array from now on. */
    void show(byte[] array, int newLength) {
        bytes = array;
        length = newLength;
    }

    static byte[] copy(Bytes source, int from, int to) {
        var copy = new byte[to - from];
        source.copyTo(from, copy, 0, copy.length);
        return copy;
    }

    static boolean same(byte[] name, Bytes bytes, int from, int to) {
        if (name.length != to - from) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (name[i] != bytes.get(from + i)) {
                return false;
            }
        }
        return true;
    }

    /** A well mixed number of the bytes, the same in every process. */
    static long hash(Bytes bytes, int from, int to) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes.get(i) & 0xFF)) * 0x100_0000_01B3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        hash = (hash ^ (hash >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return hash ^ (hash >>> 32);
    }

    @Override
    public String toString() {
        return new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
    }
}
