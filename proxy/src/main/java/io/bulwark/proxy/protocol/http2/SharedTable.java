package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.http2.hpack.HpackEncoder;

/** Whether the header blocks of one direction still lean on the HPACK table that its two ends share (RFC 7541 section 2.3.2). */
final class SharedTable {
    /*
     * A block that is dropped never reaches the receiver's table. From then on every block is written anew, leans on nothing, and begins
     * with a change of the table's size to 0: a receiver that has asked for a smaller table takes no block that does not begin
     * with such a change (section 4.2), and the one that had it may have been dropped.
     *
     * For the same reason a block of our own may not just be put in between those of a sender whose receiver has asked for a
     * smaller table. It then begins with that change too, which empties the table, so that it has to be left as well.
     */
    private static final int FIRST_SIZE = 4096;

    private long largest = FIRST_SIZE;
    private boolean lowered;
    private boolean left;

    /** The receiver's SETTINGS allow a table of this size. */
    void allow(long size) {
        lowered |= size < largest;
        largest = Math.max(largest, size);
    }

    /** A block is dropped. */
    void leave() {
        left = true;
    }

    boolean isLeft() {
        return left;
    }

    /** The beginning of a block of our own, wherever it is put in. */
    HpackEncoder newBlock() {
        left |= lowered;
        var block = new HpackEncoder();
        return left ? block.addSizeUpdates(0, 0) : block;
    }
}
