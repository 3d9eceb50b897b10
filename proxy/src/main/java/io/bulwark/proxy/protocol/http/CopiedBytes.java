package io.bulwark.proxy.protocol.http;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import java.util.Objects;

/** Bytes copied out of a lane into an array of one's own, which is used again for the next copy. */
public final class CopiedBytes implements Bytes {
    private static final int FIRST_CAPACITY = 32;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        return bytes[Objects.checkIndex(index, length)];
    }

    @Override
    public void copyTo(int from, byte[] target, int targetIndex, int count) {
        Objects.checkFromIndexSize(from, count, length);
        System.arraycopy(bytes, from, target, targetIndex, count);
    }

    public void clear() {
        length = 0;
    }

    /** Makes room for {@code capacity} bytes in all; the caller has bounded it. */
    public void reserve(int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, 2 * bytes.length));
        }
    }

    /** Adds a byte; there must be room. */
    public void add(byte value) {
        bytes[length++] = value;
    }

    /** Cuts everything from {@code newLength} on. */
    public void cutTo(int newLength) {
        length = Math.min(length, newLength);
    }

    public void set(ByteView view, int from, int count) {
        reserve(count);
        view.copyTo(from, bytes, 0, count);
        length = count;
    }

    /** Copies the first bytes of another one, at most {@code limit}. */
    public void set(CopiedBytes other, int limit) {
        var count = Math.min(other.length, limit);
        reserve(count);
        System.arraycopy(other.bytes, 0, bytes, 0, count);
        length = count;
    }
}
