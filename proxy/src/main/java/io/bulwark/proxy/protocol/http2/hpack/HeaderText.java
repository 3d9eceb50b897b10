package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import java.util.Objects;

/**
 * The fields of one header section as lines of text in native memory. Used again for each section.
 *
 * <p>The lines are for inspection: a name or a value may hold any byte, also those that end a line. Who needs to know where a
 * field ends asks for its indexes.
 */
public final class HeaderText {
    /** What stands between name and value, and behind the value. */
    static final int SEPARATOR = 2;

    private static final int MAX_BYTES = 1 << 24;
    private static final int FIRST_FIELDS = 16;
    private static final int KEPT_FIELDS = 128;

    private final int maxBytes;
    private final int maxLineBytes;
    private final int maxFields;
    private final LineMemory memory = new LineMemory();
    private final ByteView text = new ByteView();

    /* Lines are written without a gap, so that their ends say everything. */
    private int[] nameEnds = {};
    private int[] valueEnds = {};
    private boolean[] sensitive = {};
    private int count;
    private int end;
    private boolean overflowed;

    /**
     * Bounds the text that a section may grow to.
     *
     * @param maxBytes all lines, with what ends them
     * @param maxLineBytes one line, without what ends it
     * @param maxFields how many there may be
     */
    public HeaderText(int maxBytes, int maxLineBytes, int maxFields) {
        if (maxBytes < 0 || maxBytes > MAX_BYTES || maxLineBytes < 0 || maxFields < 0) {
            throw new IllegalArgumentException(
                    "no text of " + maxBytes + " bytes, lines of " + maxLineBytes + ", " + maxFields + " fields");
        }
        this.maxBytes = maxBytes;
        this.maxLineBytes = maxLineBytes;
        this.maxFields = maxFields;
    }

    /** Forgets all fields; the next section begins. */
    public void clear() {
        count = 0;
        end = 0;
        overflowed = false;
        memory.clear();
        if (nameEnds.length > KEPT_FIELDS) {
            resizeFields(FIRST_FIELDS);
        }
    }

    public int count() {
        return count;
    }

    /** All fields so far as {@code name: value\r\n}; valid until more is written. */
    public ByteView text() {
        return text.wrap(memory.address(), end, 0);
    }

    public int nameFrom(int field) {
        Objects.checkIndex(field, count);
        return field == 0 ? 0 : valueEnds[field - 1] + SEPARATOR;
    }

    public int nameTo(int field) {
        Objects.checkIndex(field, count);
        return nameEnds[field];
    }

    public int valueFrom(int field) {
        return nameTo(field) + SEPARATOR;
    }

    public int valueTo(int field) {
        Objects.checkIndex(field, count);
        return valueEnds[field];
    }

    /** Whether the sender asked that nobody ever puts the value into a table (RFC 7541 section 7.1.3). */
    public boolean sensitive(int field) {
        Objects.checkIndex(field, count);
        return sensitive[field];
    }

    /** Whether a limit was passed. Fields before that are whole; the one that passed it and all later ones are missing. */
    public boolean overflowed() {
        return overflowed;
    }

    /** Appends a line that has the value of {@code field} under another name. Only between two blocks, never within one. */
    public void addCopy(byte[] name, int field) {
        var from = valueFrom(field);
        var length = valueTo(field) - from;
        if (begin(name.length + SEPARATOR + length)) {
            memory.put(name, 0, name.length);
            memory.put(':', ' ');
            memory.put(memory, from, length);
            memory.put('\r', '\n');
            end(name.length, sensitive[field]);
        }
    }

    /** Whether a line of this length (without what ends it) may follow; room for it is then there. */
    boolean begin(int lineLength) {
        if (lineLength > longestLine()) {
            overflow();
            return false;
        }
        memory.reserve(lineLength + SEPARATOR);
        return true;
    }

    /** How long a line may be that is written now; negative when there may be none. */
    int longestLine() {
        return overflowed || count == maxFields ? -1 : Math.min(maxLineBytes, maxBytes - SEPARATOR - end);
    }

    /** Drops what was written of the line, and takes no other one. */
    void overflow() {
        overflowed = true;
        memory.cutTo(end);
    }

    /** Where lines are to be written. */
    LineMemory memory() {
        return memory;
    }

    /** Takes what was written behind the last line as the next one. */
    void end(int nameLength, boolean never) {
        if (count == nameEnds.length) {
            resizeFields(Math.max(FIRST_FIELDS, 2 * count));
        }
        nameEnds[count] = end + nameLength;
        end = memory.length();
        valueEnds[count] = end - SEPARATOR;
        sensitive[count] = never;
        count++;
    }

    private void resizeFields(int fields) {
        nameEnds = Arrays.copyOf(nameEnds, fields);
        valueEnds = Arrays.copyOf(valueEnds, fields);
        sensitive = Arrays.copyOf(sensitive, fields);
    }
}
