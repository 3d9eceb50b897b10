package io.bulwark.proxy.inspect;

import org.jspecify.annotations.Nullable;

/**
 * Tells the scalars of one JSON text (RFC 8259), each under the names that lead to it: {@code a.b[].c}. Strict, since what another
 * parser makes of anything else is not known.
 */
final class JsonParameters {
    /*
     * One byte at a time, so that any cut will do. The path to the member at hand lies in one buffer; each level of the stack
     * knows how much of it was there before. An empty object or array is told as a parameter with an empty value, so that
     * its name is seen; an empty object at the top has none.
     */
    private static final int MAX_DEPTH = 32;
    private static final int MAX_PATH = 512;

    private enum State {
        VALUE,
        FIRST_ELEMENT,
        FIRST_KEY,
        KEY,
        COLON,
        BEHIND_VALUE,
        STRING,
        ESCAPE,
        UNICODE,
        NUMBER,
        WORD
    }

    /** Where in a number the last byte was. */
    private enum Digits {
        SIGN(false),
        ZERO(true),
        WHOLE(true),
        POINT(false),
        FRACTION(true),
        EXPONENT(false),
        EXPONENT_SIGN(false),
        EXPONENT_DIGITS(true);

        private final boolean mayEnd;

        Digits(boolean mayEnd) {
            this.mayEnd = mayEnd;
        }
    }

    private final ParameterText out;
    private final boolean[] isArray = new boolean[MAX_DEPTH];
    private final int[] pathLengths = new int[MAX_DEPTH];
    private final byte[] path = new byte[MAX_PATH];
    private int pathLength;
    private int depth;
    private State state = State.VALUE;
    private Digits digits = Digits.SIGN;
    private boolean inKey;
    private boolean begun;
    private int unicode;
    private int unicodeDigits;
    private int highSurrogate;
    private String word = "";
    private int wordIndex;

    JsonParameters(ParameterText out) {
        this.out = out;
    }

    void reset() {
        pathLength = 0;
        depth = 0;
        state = State.VALUE;
        inKey = false;
        begun = false;
        highSurrogate = 0;
    }

    void next(byte octet) {
        begun = true;
        switch (state) {
            case STRING -> string(octet);
            case ESCAPE -> escape(octet);
            case UNICODE -> unicode(octet);
            case NUMBER -> number(octet);
            case WORD -> word(octet);
            case VALUE, FIRST_ELEMENT, FIRST_KEY, KEY, COLON, BEHIND_VALUE -> {
                if (octet != ' ' && octet != '\t' && octet != '\n' && octet != '\r') {
                    structure(octet);
                }
            }
        }
    }

    /** The text is over; one of no bytes has no parameters. */
    void close() {
        boolean number = state == State.NUMBER && depth == 0 && digits.mayEnd;
        if (begun && !number && (state != State.BEHIND_VALUE || depth > 0)) {
            out.fail();
        }
    }

    private void structure(byte octet) {
        switch (state) {
            case FIRST_ELEMENT -> {
                if (octet == ']') {
                    empty();
                } else {
                    value(octet);
                }
            }
            case VALUE -> value(octet);
            case FIRST_KEY -> {
                if (octet == '}') {
                    empty();
                } else {
                    key(octet);
                }
            }
            case KEY -> key(octet);
            case COLON -> {
                state = State.VALUE;
                if (octet != ':') {
                    out.fail();
                }
            }
            case BEHIND_VALUE -> behindValue(octet);
            case STRING, ESCAPE, UNICODE, NUMBER, WORD -> throw new IllegalStateException("inside of " + state);
        }
    }

    private void key(byte octet) {
        if (octet != '"') {
            out.fail();
            return;
        }
        pathLength = pathLengths[depth - 1];
        if (pathLength > 0) {
            name((byte) '.');
        }
        inKey = true;
        state = State.STRING;
    }

    private void value(byte octet) {
        switch (octet) {
            case '{' -> push(false);
            case '[' -> push(true);
            case '"' -> {
                begin();
                inKey = false;
                state = State.STRING;
            }
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                begin();
                state = State.NUMBER;
                digits = Digits.SIGN;
                if (octet == '-') {
                    out.coded(octet, true);
                } else {
                    number(octet);
                }
            }
        }
    }

    private void push(boolean array) {
        if (depth == MAX_DEPTH) {
            out.fail();
            return;
        }
        if (array) {
            name((byte) '[');
            name((byte) ']');
        }
        isArray[depth] = array;
        pathLengths[depth] = pathLength;
        depth++;
        state = array ? State.FIRST_ELEMENT : State.FIRST_KEY;
    }

    private void empty() {
        if (depth > 1 || pathLength > 0) {
            begin();
        }
        pop();
    }

    private void pop() {
        depth--;
        state = State.BEHIND_VALUE;
    }

    private void behindValue(byte octet) {
        if (depth == 0) {
            out.fail();
            return;
        }
        boolean array = isArray[depth - 1];
        if (octet == ',') {
            pathLength = pathLengths[depth - 1];
            state = array ? State.VALUE : State.KEY;
        } else if (octet == (array ? ']' : '}')) {
            pop();
        } else {
            out.fail();
        }
    }

    /** A parameter begins: its name is the path. */
    private void begin() {
        out.begin();
        for (int i = 0; i < pathLength; i++) {
            out.coded(path[i], false);
        }
        out.raw((byte) '=', false);
        out.beginValue();
    }

    private void name(byte octet) {
        if (pathLength == MAX_PATH) {
            out.fail();
            return;
        }
        path[pathLength++] = octet;
    }

    private void text(int octet) {
        if (inKey) {
            name((byte) octet);
        } else {
            out.coded((byte) octet, true);
        }
    }

    private void string(byte octet) {
        if (highSurrogate != 0 && octet != '\\') {
            out.fail();
        } else if (octet == '"') {
            state = inKey ? State.COLON : State.BEHIND_VALUE;
        } else if (octet == '\\') {
            state = State.ESCAPE;
        } else if (octet >= 0 && octet < ' ') {
            out.fail();
        } else {
            text(octet);
        }
    }

    private void escape(byte octet) {
        state = State.STRING;
        if (octet == 'u') {
            state = State.UNICODE;
            unicode = 0;
            unicodeDigits = 0;
            return;
        }
        int index = "\"\\/bfnrt".indexOf(octet);
        if (index < 0 || highSurrogate != 0) {
            out.fail();
        } else {
            text("\"\\/\b\f\n\r\t".charAt(index));
        }
    }

    private void unicode(byte octet) {
        int digit = Character.digit(octet, 16);
        if (digit < 0) {
            out.fail();
            return;
        }
        unicode = unicode << 4 | digit;
        if (++unicodeDigits < 4) {
            return;
        }
        state = State.STRING;
        boolean low = Character.isLowSurrogate((char) unicode);
        if (low != (highSurrogate != 0)) {
            out.fail();
        } else if (low) {
            codePoint(Character.toCodePoint((char) highSurrogate, (char) unicode));
            highSurrogate = 0;
        } else if (Character.isHighSurrogate((char) unicode)) {
            highSurrogate = unicode;
        } else {
            codePoint(unicode);
        }
    }

    private void codePoint(int point) {
        if (point < 0x80) {
            text(point);
        } else if (point < 0x800) {
            text(0xC0 | point >> 6);
            text(0x80 | (point & 0x3F));
        } else {
            if (point < 0x10000) {
                text(0xE0 | point >> 12);
            } else {
                text(0xF0 | point >> 18);
                text(0x80 | (point >> 12 & 0x3F));
            }
            text(0x80 | (point >> 6 & 0x3F));
            text(0x80 | (point & 0x3F));
        }
    }

    private void number(byte octet) {
        boolean digit = octet >= '0' && octet <= '9';
        var next = switch (digits) {
            case SIGN -> octet == '0' ? Digits.ZERO : digit ? Digits.WHOLE : null;
            case ZERO -> fractionOrExponent(octet);
            case WHOLE -> digit ? Digits.WHOLE : fractionOrExponent(octet);
            case POINT -> digit ? Digits.FRACTION : null;
            case FRACTION -> digit ? Digits.FRACTION : exponent(octet);
            case EXPONENT ->
                digit ? Digits.EXPONENT_DIGITS : octet == '+' || octet == '-' ? Digits.EXPONENT_SIGN : null;
            case EXPONENT_SIGN, EXPONENT_DIGITS -> digit ? Digits.EXPONENT_DIGITS : null;
        };
        if (next != null) {
            digits = next;
            out.coded(octet, true);
        } else if (digits.mayEnd) {
            state = State.BEHIND_VALUE;
            next(octet);
        } else {
            out.fail();
        }
    }

    private static @Nullable Digits fractionOrExponent(byte octet) {
        return octet == '.' ? Digits.POINT : exponent(octet);
    }

    private static @Nullable Digits exponent(byte octet) {
        return octet == 'e' || octet == 'E' ? Digits.EXPONENT : null;
    }

    private void word(String expected) {
        begin();
        word = expected;
        wordIndex = 0;
        state = State.WORD;
        word((byte) expected.charAt(0));
    }

    private void word(byte octet) {
        if (octet != word.charAt(wordIndex)) {
            out.fail();
            return;
        }
        out.coded(octet, true);
        if (++wordIndex == word.length()) {
            state = State.BEHIND_VALUE;
        }
    }
}
