package io.bulwark.proxy.protocol.http2.hpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A writer of header blocks that leave the receiver's dynamic table alone. Used again for each block.
 *
 * <p>Pairs and names of the static table go by their index, everything else as a literal that is not indexed and not
 * Huffman-coded; what the sender marked as never to be indexed stays so. Such blocks are right whatever was sent before.
 */
public final class HpackEncoder {
    private static final int INDEXED = 0x80;
    private static final int SIZE_UPDATE = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int STRING_MASK = 0x7F;

    private static final int CONTINUATION_BITS = 7;
    private static final int CONTINUES = 0x80;
    /** The longest that an integer can be here. */
    private static final int INTEGER_BYTES = 6;

    private static final int FIRST_BYTES = 256;

    private byte[] block = new byte[FIRST_BYTES];
    private int length;
    private byte[] line = new byte[FIRST_BYTES];

    /** Repeats what a block asked of the table, as {@link HpackDecoder} tells it: -1 for nothing. Goes before all fields. */
    public HpackEncoder addSizeUpdates(int smallest, int last) {
        if (smallest >= 0 && smallest < last) {
            addSizeUpdate(smallest);
        }
        if (last >= 0) {
            addSizeUpdate(last);
        }
        return this;
    }

    private void addSizeUpdate(int size) {
        reserve(INTEGER_BYTES);
        integer(SIZE_UPDATE, SIZE_UPDATE - 1, size);
    }

    /** Adds the first {@code fields} fields of a section. One that overflowed cannot be written anew: it is not all there. */
    public HpackEncoder add(HeaderText text, int fields) {
        if (text.overflowed()) {
            throw new IllegalStateException("the section has more fields than were kept");
        }
        for (var field = 0; field < fields; field++) {
            var from = text.nameFrom(field);
            var lineLength = text.valueTo(field) - from;
            if (line.length < lineLength) {
                line = new byte[Integer.highestOneBit(lineLength) << 1];
            }
            text.text().copyTo(from, line, 0, lineLength);
            add(line, text.nameTo(field) - from, text.valueFrom(field) - from, lineLength, text.sensitive(field));
        }
        return this;
    }

    /** Adds a field of our own; name and value are Latin-1, the name in lower case. */
    public HpackEncoder add(String name, String value) {
        var bytes = (name + value).getBytes(StandardCharsets.ISO_8859_1);
        add(bytes, name.length(), name.length(), bytes.length, false);
        return this;
    }

    /** The block, after which another one begins. */
    public byte[] take() {
        var taken = Arrays.copyOf(block, length);
        length = 0;
        return taken;
    }

    private void add(byte[] field, int nameTo, int valueFrom, int valueTo, boolean sensitive) {
        reserve(3 * INTEGER_BYTES + valueTo);
        var name = StaticTable.findName(field, 0, nameTo);
        var pair = name == 0 || sensitive ? 0 : StaticTable.findValue(name, field, valueFrom, valueTo);
        if (pair != 0) {
            integer(INDEXED, INDEXED - 1, pair);
            return;
        }
        integer(sensitive ? NEVER_INDEXED : 0, NEVER_INDEXED - 1, name);
        if (name == 0) {
            string(field, 0, nameTo);
        }
        string(field, valueFrom, valueTo);
    }

    private void string(byte[] bytes, int from, int to) {
        integer(0, STRING_MASK, to - from);
        System.arraycopy(bytes, from, block, length, to - from);
        length += to - from;
    }

    /** RFC 7541 section 5.1. */
    private void integer(int pattern, int mask, int value) {
        if (value < mask) {
            block[length++] = (byte) (pattern | value);
            return;
        }
        block[length++] = (byte) (pattern | mask);
        var rest = value - mask;
        for (; rest >= CONTINUES; rest >>>= CONTINUATION_BITS) {
            block[length++] = (byte) (rest | CONTINUES);
        }
        block[length++] = (byte) rest;
    }

    private void reserve(int count) {
        if (count > block.length - length) {
            block = Arrays.copyOf(block, Math.max(2 * block.length, length + count));
        }
    }
}
