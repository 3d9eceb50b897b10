package io.bulwark.policy;

/**
 * A read-only run of bytes lent for the length of one call.
 *
 * <p>Whoever is given one must not keep it: the bytes behind it may change once the call has returned.
 */
public interface Bytes {

    /** How many bytes there are. */
    int length();

    /** The byte at {@code index}, which is {@code 0..length() - 1}. */
    byte get(int index);

    /** Copies {@code count} bytes that start at {@code from} into {@code target}. */
    default void copyTo(int from, byte[] target, int targetIndex, int count) {
        for (int i = 0; i < count; i++) {
            target[targetIndex + i] = get(from + i);
        }
    }
}
