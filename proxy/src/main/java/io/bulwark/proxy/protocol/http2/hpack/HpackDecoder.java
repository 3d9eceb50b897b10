package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The decoder of the header blocks of one direction of one connection, whatever pieces they come in. */
public final class HpackDecoder {
    /*
     * Each byte moves a small machine on, whose state is all in fields; strings are taken in the biggest pieces there are. A
     * limit of the text that is passed is not a fault: reading goes on without keeping, because the next block leans on
     * what this one puts into the table. A fault is one for good.
     */
    private enum State {
        FIELD,
        INDEX,
        NAME_LENGTH,
        LONG_NAME_LENGTH,
        NAME,
        VALUE_LENGTH,
        LONG_VALUE_LENGTH,
        VALUE
    }

    private enum Kind {
        INDEXED,
        INDEXING,
        PLAIN,
        NEVER_INDEXED,
        SIZE_UPDATE
    }

    private static final int MAX_TABLE_BYTES = 1 << 24;
    private static final int MAX_SIZE_UPDATES = 2;

    private static final int INDEXED = 0x80;
    private static final int INDEXING = 0x40;
    private static final int SIZE_UPDATE = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int HUFFMAN = 0x80;
    private static final int STRING_MASK = 0x7F;

    private static final int CONTINUATION_BITS = 7;
    private static final int CONTINUATION_MASK = 0x7F;
    private static final int MAX_CONTINUATIONS = 4;

    private int maxTableBytes;
    private final DynamicTable table;
    private final LiteralLine line;
    private HeaderText text = new HeaderText(0, 0, 0);

    private State state = State.FIELD;
    private Kind kind = Kind.INDEXED;
    private int integer;
    private int shift;
    private boolean huffman;
    private int left;
    private boolean anyField;
    private int sizeUpdates;
    private int smallestSizeUpdate = -1;
    private int lastSizeUpdate = -1;
    private @Nullable HpackFault fault;

    /** Starts with an empty table of 4,096 bytes, which a block may change to at most {@code maxTableBytes}. */
    public HpackDecoder(int maxTableBytes) {
        this(maxTableBytes, new DynamicTable());
    }

    HpackDecoder(int maxTableBytes, DynamicTable table) {
        allowTable(maxTableBytes);
        this.table = table;
        this.line = new LiteralLine(table, text);
    }

    /** From the next block on, blocks may change the table to at most this size. */
    public void allowTable(int newMaxTableBytes) {
        if (newMaxTableBytes < 0 || newMaxTableBytes > MAX_TABLE_BYTES) {
            throw new IllegalArgumentException("no table of " + newMaxTableBytes + " bytes");
        }
        maxTableBytes = newMaxTableBytes;
    }

    /** A block begins, whose fields are added to {@code target}. Nobody else may write to that until {@link #end}. */
    public void begin(HeaderText target) {
        text = target;
        line.writeTo(target);
        state = State.FIELD;
        anyField = false;
        sizeUpdates = 0;
        smallestSizeUpdate = -1;
        lastSizeUpdate = -1;
    }

    /** Reads the next piece of the block, {@code from..to-1}. Says what is wrong, and then the same for ever. */
    public @Nullable HpackFault read(ByteView view, int from, int to) {
        Objects.checkFromToIndex(from, to, view.length());
        var index = from;
        while (index < to && fault == null) {
            if (state == State.NAME || state == State.VALUE) {
                index = string(view, index, to);
            } else {
                octet(view.get(index++));
            }
        }
        return fault;
    }

    /** The block is over. */
    public @Nullable HpackFault end() {
        if (fault == null && state != State.FIELD) {
            fault = HpackFault.TRUNCATED;
        }
        return fault;
    }

    /** The smallest table size that this block asked for, or -1: whoever writes the block anew has to repeat it. */
    public int smallestSizeUpdate() {
        return smallestSizeUpdate;
    }

    /** The table size that this block asked for last, or -1. */
    public int lastSizeUpdate() {
        return lastSizeUpdate;
    }

    private void octet(byte octet) {
        switch (state) {
            case FIELD -> field(octet & 0xFF);
            case INDEX -> {
                if (continueInteger(octet)) {
                    index(integer);
                }
            }
            case NAME_LENGTH -> stringLength(octet, State.NAME, State.LONG_NAME_LENGTH);
            case VALUE_LENGTH -> stringLength(octet, State.VALUE, State.LONG_VALUE_LENGTH);
            case LONG_NAME_LENGTH -> {
                if (continueInteger(octet)) {
                    beginString(integer, State.NAME);
                }
            }
            case LONG_VALUE_LENGTH -> {
                if (continueInteger(octet)) {
                    beginString(integer, State.VALUE);
                }
            }
            case NAME, VALUE -> throw new IllegalStateException("a string is read in pieces");
        }
    }

    /* The five representations differ in their first bits; what follows in that byte begins an integer (section 6). */
    private void field(int octet) {
        if (octet >= INDEXED) {
            beginIndex(Kind.INDEXED, octet, INDEXED - 1);
        } else if (octet >= INDEXING) {
            beginIndex(Kind.INDEXING, octet, INDEXING - 1);
        } else if (octet >= SIZE_UPDATE) {
            beginSizeUpdate(octet);
        } else if (octet >= NEVER_INDEXED) {
            beginIndex(Kind.NEVER_INDEXED, octet, NEVER_INDEXED - 1);
        } else {
            beginIndex(Kind.PLAIN, octet, NEVER_INDEXED - 1);
        }
    }

    private void beginSizeUpdate(int octet) {
        if (anyField) {
            fault = HpackFault.LATE_SIZE_UPDATE;
        } else if (sizeUpdates == MAX_SIZE_UPDATES) {
            fault = HpackFault.TOO_MANY_SIZE_UPDATES;
        } else {
            beginIndex(Kind.SIZE_UPDATE, octet, SIZE_UPDATE - 1);
        }
    }

    private void beginIndex(Kind begun, int octet, int mask) {
        kind = begun;
        if (beginInteger(octet, mask)) {
            index(integer);
        } else {
            state = State.INDEX;
        }
    }

    private boolean beginInteger(int octet, int mask) {
        integer = octet & mask;
        shift = 0;
        return integer < mask;
    }

    /** Whether the integer ends with this byte. Longer ones than allowed are a fault before they can overflow. */
    private boolean continueInteger(byte octet) {
        integer += (octet & CONTINUATION_MASK) << shift;
        shift += CONTINUATION_BITS;
        if (octet >= 0) {
            return true;
        }
        if (shift == MAX_CONTINUATIONS * CONTINUATION_BITS) {
            fault = HpackFault.INTEGER_TOO_LARGE;
        }
        return false;
    }

    private void index(int index) {
        state = State.FIELD;
        switch (kind) {
            case INDEXED -> indexedField(index);
            case INDEXING -> literal(index, true);
            case PLAIN, NEVER_INDEXED -> literal(index, false);
            case SIZE_UPDATE -> sizeUpdate(index);
        }
    }

    private void indexedField(int index) {
        anyField = true;
        var entry = index - StaticTable.LAST - 1;
        if (index == 0 || entry >= table.count()) {
            fault = HpackFault.INVALID_INDEX;
        } else if (entry < 0) {
            if (text.begin(StaticTable.lineLength(index) - HeaderText.SEPARATOR)) {
                StaticTable.copyTo(text.memory(), index, StaticTable.lineLength(index));
                text.end(StaticTable.nameLength(index), false);
            }
        } else if (text.begin(table.lineLength(entry) - HeaderText.SEPARATOR)) {
            table.copyTo(text.memory(), entry, table.lineLength(entry));
            text.end(table.nameLength(entry), false);
        }
    }

    /** A field begins whose name is that of an entry, or follows where {@code index} is 0. */
    private void literal(int index, boolean indexing) {
        anyField = true;
        var entry = index - StaticTable.LAST - 1;
        if (entry >= table.count()) {
            fault = HpackFault.INVALID_INDEX;
            return;
        }
        line.begin(indexing);
        state = index == 0 ? State.NAME_LENGTH : State.VALUE_LENGTH;
        if (entry >= 0) {
            line.dynamicName(entry);
        } else if (index > 0) {
            line.staticName(index);
        }
    }

    private void sizeUpdate(int size) {
        if (size > maxTableBytes) {
            fault = HpackFault.TABLE_TOO_LARGE;
            return;
        }
        smallestSizeUpdate = sizeUpdates == 0 ? size : Math.min(smallestSizeUpdate, size);
        lastSizeUpdate = size;
        sizeUpdates++;
        table.limitTo(size);
    }

    private void stringLength(byte octet, State string, State longer) {
        huffman = (octet & HUFFMAN) != 0;
        if (beginInteger(octet, STRING_MASK)) {
            beginString(integer, string);
        } else {
            state = longer;
        }
    }

    private void beginString(int length, State string) {
        state = string;
        left = length;
        if (huffman) {
            line.beginHuffman();
        }
        if (length == 0) {
            endString();
        }
    }

    private int string(ByteView view, int from, int to) {
        var end = from + Math.min(left, to - from);
        if (huffman) {
            fault = line.huffman(view, from, end);
        } else {
            line.plain(view, from, end);
        }
        left -= end - from;
        if (left == 0 && fault == null) {
            endString();
        }
        return end;
    }

    private void endString() {
        fault = huffman ? line.endHuffman() : null;
        if (fault != null) {
            return;
        }
        if (state == State.NAME) {
            line.endName();
            state = State.VALUE_LENGTH;
        } else {
            line.end(kind == Kind.NEVER_INDEXED);
            state = State.FIELD;
        }
    }
}
