package io.bulwark.proxy.protocol;

import io.bulwark.proxy.stream.Direction;

/**
 * What a conversation may say of the bytes of its flow. Each lane is decided in order: the bytes up to an offset leave, or are
 * dropped, and new bytes may be put in at the place reached. What is not decided stays held.
 */
public interface Passage {
    /** Lets every undecided byte before {@code upTo} leave as it came. */
    void clear(Direction direction, long upTo);

    /** Drops every undecided byte before {@code upTo}: the receiver never sees it. */
    void discard(Direction direction, long upTo);

    /** Puts {@code bytes} in at the place reached in this lane. The array belongs to the flow from now on. */
    void insert(Direction direction, byte[] bytes);

    /** From the place reached, all further bytes of this lane pass unread and are counted under {@code why}. */
    void passUninspected(Direction direction, Uninspected why);

    /** Counts bytes that leave, or have left, although their content could not be read. */
    void countUninspected(Uninspected why, long byteCount);

    /** Reads the undecided bytes of this lane again, from the place reached, as soon as the present call has returned. */
    void reread(Direction direction);

    /** From the place reached in both lanes, another conversation reads on; nothing more is asked of this one. */
    void handOver(Conversation next);

    /** Ends the flow in an orderly way: what is cleared is written, both sides are then closed. */
    void finish();

    /** Ends the flow at once with a reset on both sides: something must not arrive as if it were complete. */
    void cut();
}
