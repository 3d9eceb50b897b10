package io.bulwark.proxy.protocol.mysql;

import java.util.Arrays;

/** The columns of a result set, or the parameters of a statement: their types and, as far as there is room, their names. */
final class Columns {
    static final int MAX = 65_535;
    private static final int MAX_NAME_BYTES = 8 * 1024;

    private byte[] types = new byte[8];
    private byte[] names = new byte[64];
    private int[] ends = new int[8];
    private int count;
    private int nameBytes;

    void clear() {
        count = 0;
        nameBytes = 0;
    }

    int count() {
        return count;
    }

    byte type(int column) {
        return types[column];
    }

    byte[] names() {
        return names;
    }

    int nameStart(int column) {
        return column == 0 ? 0 : ends[column - 1];
    }

    int nameEnd(int column) {
        return ends[column];
    }

    /** One more byte of the name of the column that {@link #add} completes. */
    void name(byte octet) {
        if (nameBytes < MAX_NAME_BYTES) {
            if (nameBytes == names.length) {
                names = Arrays.copyOf(names, 2 * nameBytes);
            }
            names[nameBytes++] = octet;
        }
    }

    void add(byte type) {
        if (count == types.length) {
            types = Arrays.copyOf(types, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        types[count] = type;
        ends[count++] = nameBytes;
    }

    /** Takes over what another one holds. */
    void copy(Columns of) {
        count = of.count;
        nameBytes = of.nameBytes;
        types = Arrays.copyOf(of.types, Math.max(1, count));
        ends = Arrays.copyOf(of.ends, Math.max(1, count));
        names = Arrays.copyOf(of.names, Math.max(1, nameBytes));
    }
}
