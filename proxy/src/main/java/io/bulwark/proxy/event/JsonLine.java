package io.bulwark.proxy.event;

import java.util.List;

/**
 * One JSON object on one line, written key by key in the order of the calls.
 *
 * <p>Made for text that a peer chose: whatever a terminal could act on is escaped, not only what JSON asks for, so that a
 * line looks the same to a reader as to a parser. Confined to one thread.
 */
public final class JsonLine {
    /*
     * Not a library's generator: those refuse a lone surrogate when they encode, which would let a peer spoil a whole
     * batch of events with one odd path. Here a lone surrogate becomes U+FFFD.
     */
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out;
    private char separator = '{';

    public JsonLine() {
        this(new StringBuilder(256));
    }

    JsonLine(StringBuilder out) {
        this.out = out;
    }

    public JsonLine text(String key, String value) {
        key(key);
        quote(value);
        return this;
    }

    public JsonLine number(String key, long value) {
        key(key);
        out.append(value);
        return this;
    }

    public JsonLine texts(String key, List<String> values) {
        key(key);
        out.append('[');
        for (var index = 0; index < values.size(); index++) {
            out.append(index == 0 ? "" : ",");
            quote(values.get(index));
        }
        out.append(']');
        return this;
    }

    /** Puts in a value that is JSON already. */
    public JsonLine json(String key, String value) {
        key(key);
        out.append(value);
        return this;
    }

    /** The finished object, without a line end. */
    public String end() {
        close();
        return out.toString();
    }

    void close() {
        out.append(separator == '{' ? "{}" : "}");
    }

    private void key(String key) {
        out.append(separator);
        separator = ',';
        quote(key);
        out.append(':');
    }

    private void quote(String text) {
        out.append('"');
        for (var index = 0; index < text.length(); index++) {
            var c = text.charAt(index);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F) {
                out.append(c);
            } else {
                index += beyondAscii(text, index) - 1;
            }
        }
        out.append('"');
    }

    /** Writes the character at {@code index} and says how many chars it takes. */
    private int beyondAscii(String text, int index) {
        var point = text.codePointAt(index);
        switch (Character.getType(point)) {
            case Character.SURROGATE -> out.append(REPLACEMENT);
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                escape(text, index, Character.charCount(point));
            default -> out.appendCodePoint(point);
        }
        return Character.charCount(point);
    }

    private void escape(String text, int index, int count) {
        for (var each = index; each < index + count; each++) {
            out.append("\\u").append(String.format("%04x", (int) text.charAt(each)));
        }
    }
}
