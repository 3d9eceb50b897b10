package io.bulwark.policy;

/** A read-only run of bytes, lent for the length of one call. */
public interface Bytes {
    int length();

    /** The byte at {@code index}, which must be 0..{@code length() - 1}. */
    byte get(int index);
}
