package io.bulwark.proxy.inspect.normalize;

/** Turns the escapes of one text format into what they stand for, over a value that comes in pieces. */
public sealed interface Unescape permits JsonUnescape, XmlUnescape {
    /** How many bytes more than it is given one call may write. */
    int MAX_CARRIED = 16;

    /** Forgets what was carried over: a new value begins. */
    void reset();

    /**
     * Decodes the next piece into {@code target}, which has room for {@code length} + {@link #MAX_CARRIED} bytes.
     *
     * @return how many bytes were written
     */
    int decode(long address, int length, long target);

    /** Writes what was kept back at the end of the value: {@link #MAX_CARRIED} bytes at most. */
    int finish(long target);
}
