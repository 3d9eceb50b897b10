package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.stream.ByteView;

/** Reads one row after the other, as text or in binary form, and puts its values out. */
final class RowReader {
    private static final int BITMAP_OFFSET = 2;

    private final Values out;
    private final Lenenc prefix = new Lenenc();
    private final BinaryValue value = new BinaryValue();
    private Columns columns = new Columns();
    private byte[] nulls = new byte[8];
    private boolean binary;
    private int bitmapBytes;
    private int bitmapRead;
    private int column;
    private boolean inHead;
    private boolean inValue;
    private long missing;
    private boolean failed;

    RowReader(Values out) {
        this.out = out;
    }

    /** A row begins. */
    void begin(Columns ofColumns, boolean isBinary) {
        columns = ofColumns;
        binary = isBinary;
        column = 0;
        inHead = binary;
        inValue = false;
        failed = false;
        prefix.begin();
        bitmapRead = -1;
        bitmapBytes = (columns.count() + BITMAP_OFFSET + 7) / Byte.SIZE;
        if (binary && nulls.length < bitmapBytes) {
            nulls = new byte[bitmapBytes];
        }
    }

    /** Whether the row cannot be read. */
    boolean failed() {
        return failed;
    }

    /** Whether every column of the row has come. */
    boolean isComplete() {
        return !failed && !inHead && !inValue && column == columns.count();
    }

    /** The next bytes of the row. */
    void feed(ByteView view, int from, int to) {
        var index = from;
        while (inHead && index < to) {
            var octet = view.get(index++);
            if (bitmapRead >= 0) {
                nulls[bitmapRead] = octet;
            }
            inHead = ++bitmapRead < bitmapBytes;
        }
        while (index < to && !failed) {
            if (!inValue && column == columns.count()) {
                failed = true;
            } else {
                index += binary ? binary(view, index, to) : text(view, index, to);
            }
        }
        skipNulls();
    }

    private boolean isNull(int of) {
        var bit = of + BITMAP_OFFSET;
        return (nulls[bit / Byte.SIZE] & (1 << (bit % Byte.SIZE))) != 0;
    }

    private void skipNulls() {
        while (binary && !inHead && !inValue && column < columns.count() && isNull(column)) {
            column++;
        }
    }

    private int binary(ByteView view, int from, int to) {
        if (!inValue) {
            skipNulls();
            if (column == columns.count()) {
                failed = true;
                return 0;
            }
            inValue = value.begin(columns.type(column) & 0xFF);
            failed = value.failed();
            if (!inValue) {
                column++;
                return 0;
            }
            name();
        }
        var count = value.feed(view, from, to, out);
        failed |= value.failed();
        if (value.isComplete()) {
            valueEnds();
        }
        return count;
    }

    private int text(ByteView view, int from, int to) {
        var index = from;
        if (!inValue) {
            while (index < to) {
                if (prefix.feed(view.get(index++))) {
                    textBegins();
                    return index - from;
                }
            }
            return index - from;
        }
        var count = (int) Math.min(missing, to - from);
        out.append(view, from, count);
        missing -= count;
        if (missing == 0) {
            valueEnds();
        }
        return count;
    }

    private void textBegins() {
        failed = prefix.isInvalid();
        missing = prefix.value();
        if (prefix.isNull()) {
            column++;
        } else if (missing == 0) {
            name();
            valueEnds();
        } else {
            name();
            inValue = true;
        }
        prefix.begin();
    }

    private void name() {
        var start = columns.nameStart(column);
        var end = columns.nameEnd(column);
        if (end > start) {
            out.append(columns.names(), start, end - start);
            out.put((byte) '=');
        }
    }

    private void valueEnds() {
        out.end();
        inValue = false;
        column++;
    }
}
