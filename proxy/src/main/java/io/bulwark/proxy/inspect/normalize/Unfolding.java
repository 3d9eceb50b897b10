package io.bulwark.proxy.inspect.normalize;

/** How far a compressed body could be read. */
public enum Unfolding {
    /** Everything so far was unfolded. */
    GOOD,
    /** The bytes are not what the coding promises; nothing further is unfolded. */
    CORRUPT,
    /** The body unfolds to more than is to be read; nothing further is unfolded. */
    TOO_LARGE
}
