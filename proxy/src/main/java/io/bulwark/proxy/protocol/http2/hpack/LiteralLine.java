package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** The line of a literal field while it is read. */
final class LiteralLine {
    /*
     * A line is written where it will stay: in the text. When that overflows, the table may still want the field, and has to get
     * it, or it would differ from the sender's from there on: the line then goes on aside. One that is too long for the
     * table as well is read to its end and kept nowhere.
     */
    private enum Place {
        TEXT,
        ASIDE,
        NOWHERE
    }

    /** Huffman decoding writes first and asks afterwards whether it fitted, so it works in pieces of this size. */
    private static final int PIECE = 128;

    private final DynamicTable table;
    private final HuffmanDecoder huffman = new HuffmanDecoder();
    private final LineMemory aside = new LineMemory();

    private HeaderText text;
    private LineMemory memory = aside;
    private Place place = Place.NOWHERE;
    private int start;
    private int longest;
    private int nameLength;
    private boolean indexing;

    LiteralLine(DynamicTable table, HeaderText text) {
        this.table = table;
        this.text = text;
    }

    /** The lines of another section follow. */
    void writeTo(HeaderText next) {
        text = next;
        aside.clear();
    }

    /** A line begins. */
    void begin(boolean intoTable) {
        indexing = intoTable;
        place = Place.TEXT;
        memory = text.memory();
        start = memory.length();
        longest = text.longestLine();
        fit(0);
    }

    /** The name is the one of an entry of the static table. */
    void staticName(int index) {
        nameLength = StaticTable.nameLength(index);
        if (reserve(nameLength + HeaderText.SEPARATOR)) {
            StaticTable.copyTo(memory, index, nameLength + HeaderText.SEPARATOR);
        }
    }

    /** The name is the one of an entry of the dynamic table. */
    void dynamicName(int entry) {
        nameLength = table.nameLength(entry);
        if (reserve(nameLength + HeaderText.SEPARATOR)) {
            table.copyTo(memory, entry, nameLength + HeaderText.SEPARATOR);
        }
    }

    /** A string begins that is Huffman-coded. */
    void beginHuffman() {
        huffman.begin();
    }

    /** The next piece of a string that is not. */
    void plain(ByteView view, int from, int to) {
        if (reserve(to - from)) {
            memory.put(view, from, to - from);
        }
    }

    /** The next piece of a string that is. */
    @Nullable
    HpackFault huffman(ByteView view, int from, int to) {
        for (var index = from; index < to; index += PIECE) {
            var end = Math.min(to, index + PIECE);
            memory.reserve(HuffmanDecoder.room(end - index));
            var fault = huffman.read(view, index, end, memory);
            fit(0);
            if (fault != null) {
                return fault;
            }
            if (place == Place.NOWHERE) {
                memory.cutTo(0);
            }
        }
        return null;
    }

    /** A Huffman-coded string is over. */
    @Nullable
    HpackFault endHuffman() {
        return huffman.end();
    }

    /** A name that was no entry's is over. */
    void endName() {
        nameLength = memory.length() - start;
        if (reserve(HeaderText.SEPARATOR)) {
            memory.put(':', ' ');
        }
    }

    /** The line is whole. */
    void end(boolean sensitive) {
        if (place == Place.NOWHERE) {
            if (indexing) {
                table.clear();
            }
            return;
        }
        memory.reserve(HeaderText.SEPARATOR);
        memory.put('\r', '\n');
        if (place == Place.TEXT) {
            text.end(nameLength, sensitive);
        }
        if (indexing) {
            table.add(memory, start, nameLength, memory.length() - start);
        }
    }

    /** Makes room where the line may still have {@code count} more bytes; false when it is not kept any more. */
    private boolean reserve(int count) {
        fit(count);
        if (place == Place.NOWHERE) {
            return false;
        }
        memory.reserve(count);
        return true;
    }

    private void fit(int count) {
        while (place != Place.NOWHERE && memory.length() - start + count > longest) {
            if (place == Place.TEXT && indexing) {
                moveAside();
            } else {
                moveNowhere();
            }
        }
    }

    private void moveAside() {
        var length = memory.length() - start;
        aside.cutTo(0);
        aside.reserve(length);
        aside.put(memory, start, length);
        text.overflow();
        place = Place.ASIDE;
        memory = aside;
        start = 0;
        longest = table.limit() - DynamicTable.ENTRY_OVERHEAD + HeaderText.SEPARATOR;
    }

    private void moveNowhere() {
        if (place == Place.TEXT) {
            text.overflow();
        }
        place = Place.NOWHERE;
        memory = aside;
        memory.cutTo(0);
    }
}
