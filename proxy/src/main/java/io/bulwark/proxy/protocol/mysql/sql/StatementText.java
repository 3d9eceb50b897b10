package io.bulwark.proxy.protocol.mysql.sql;

import java.util.Arrays;

/**
 * A statement that stands in a literal of another one, as in {@code PREPARE s FROM '…'}: its escapes are undone, and a lexer of its
 * own reads it. The beginning of the text is kept.
 */
final class StatementText {
    static final int MAX_KEPT = 16 * 1024;

    private static final byte[] ESCAPES = {'0', 'b', 'n', 'r', 't', 'Z'};
    private static final byte[] MEANINGS = {0, '\b', '\n', '\r', '\t', 26};

    private final SqlLexer lexer;
    private byte[] text = new byte[256];
    private int length;

    StatementText(Dialect dialect) {
        lexer = new SqlLexer(dialect, true);
    }

    /** A command begins, in which no such statement was met so far. */
    void clear() {
        length = 0;
    }

    /** A literal begins; what was kept of earlier ones in the command stays. */
    void begin() {
        if (length > 0) {
            keep((byte) '\n');
        }
        lexer.begin();
    }

    void add(byte octet) {
        keep(octet);
        lexer.feed(octet);
    }

    /** A byte behind a backslash. */
    void addEscaped(byte octet) {
        if (octet == '%' || octet == '_') {
            add((byte) '\\');
        }
        var meaning = octet;
        for (var index = 0; index < ESCAPES.length; index++) {
            meaning = octet == ESCAPES[index] ? MEANINGS[index] : meaning;
        }
        add(meaning);
    }

    /** The literal is complete; returns what was read of it. */
    SqlLexer finish() {
        lexer.finish();
        return lexer;
    }

    private void keep(byte octet) {
        if (length == MAX_KEPT) {
            return;
        }
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = octet;
    }

    byte[] text() {
        return text;
    }

    int length() {
        return length;
    }
}
