package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.stream.ByteView;

/** Reads the definition of a column, of which only its name and its type matter. */
final class ColumnReader {
    /** Catalogue, schema, table and original table come before the name. */
    private static final int NAME = 4;

    /** The type stands six bytes before the end: behind it are flags, decimals and two bytes of nothing. */
    private static final int TYPE_FROM_END = 6;

    private final Lenenc prefix = new Lenenc();
    private int string;
    private long missing;
    private byte type;

    void begin() {
        prefix.begin();
        string = 0;
        missing = 0;
        type = 0;
    }

    /** The next bytes, the first of which stands at {@code position} of a packet of {@code length} bytes. */
    void feed(ByteView view, int from, int to, int position, int length, Columns out) {
        var typeAt = from + (length - TYPE_FROM_END - position);
        if (typeAt >= from && typeAt < to) {
            type = view.get(typeAt);
        }
        for (var index = from; index < to && string <= NAME; index++) {
            var octet = view.get(index);
            if (missing > 0) {
                if (string == NAME) {
                    out.name(octet);
                }
                missing--;
                if (missing == 0) {
                    nextString();
                }
            } else if (prefix.feed(octet)) {
                missing = prefix.isInvalid() ? 0 : prefix.value();
                if (missing == 0) {
                    nextString();
                }
            }
        }
    }

    private void nextString() {
        string++;
        prefix.begin();
    }

    void end(Columns out) {
        out.add(type);
    }
}
