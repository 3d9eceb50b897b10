package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.ByteView;

/**
 * Reads one statement, or several in one command, byte by byte in pieces of any size, and says what comes of it. Used again for the
 * next one; allocates nothing once its buffers have grown.
 */
public final class SqlLexer {
    /*
     * Follows the server's own lexer where tricks are played: quotes and their escapes in the session's modes and character set,
     * comments of all three kinds ("--" only before a blank), comments that the server runs because of its version, numbers that end
     * where a word begins (1.0union), words that begin with digits, names in back-quotes. What stands in a comment that the server
     * does not run is skipped exactly as the server skips it, or a quote in it could hide what follows.
     */
    private static final int MAX_TEXT = 256;

    /** Where in a statement the next byte stands. */
    private enum State {
        BASE,
        WORD,
        NUMBER,
        FRACTION,
        EXPONENT_SIGN,
        EXPONENT,
        QUOTED,
        QUOTED_ESCAPE,
        QUOTED_END,
        VARIABLE,
        SLASH,
        DASH,
        DASH_DASH,
        LINE_COMMENT,
        COMMENT_START,
        COMMENT_M,
        COMMENT_VERSION,
        COMMENT,
        COMMENT_STAR,
        COMMENT_SLASH,
        STAR_IN_RUN
    }

    private final Grammar grammar;
    private final Dialect dialect;
    private final byte[] text = new byte[MAX_TEXT];
    private int length;
    private State state = State.BASE;
    private byte quote;
    private boolean secondByte;
    private boolean afterPoint;
    private boolean running;
    private boolean ofMariadb;
    private int commentVersion;
    private int versionDigits;
    private int commentDepth;
    private boolean skipsVersion;
    private int quotesInComment;

    public SqlLexer(Dialect dialect) {
        this.dialect = dialect;
        grammar = new Grammar(dialect);
    }

    /** A command begins. */
    public void begin() {
        grammar.begin();
        state = State.BASE;
        length = 0;
        secondByte = false;
        afterPoint = false;
        running = false;
        commentDepth = 0;
        quotesInComment = 0;
    }

    /** The next bytes of the command. */
    public void feed(ByteView view) {
        for (var index = 0; index < view.length(); ) {
            if (state == State.QUOTED && !secondByte) {
                index = skipQuoted(view, index);
            } else if (step(view.get(index))) {
                index++;
            }
        }
    }

    /** The next bytes of a quoted run that mean nothing; keeps the first of them. */
    private int skipQuoted(ByteView view, int from) {
        var index = from;
        for (; index < view.length(); index++) {
            var octet = view.get(index);
            if (octet == quote || octet == '\\' || (octet < 0 && dialect.letters() == Dialect.Letters.DOUBLE)) {
                step(octet);
                return index + 1;
            }
            keep(octet);
        }
        return index;
    }

    /** The command is complete. */
    public void finish() {
        switch (state) {
            case WORD, NUMBER, FRACTION, EXPONENT_SIGN, EXPONENT, QUOTED_END, VARIABLE -> token();
            case SLASH -> grammar.sign((byte) '/');
            case DASH -> grammar.sign((byte) '-');
            case DASH_DASH, LINE_COMMENT, COMMENT, COMMENT_STAR, COMMENT_SLASH -> grammar.commentAtEnd(quotesInComment);
            case STAR_IN_RUN -> grammar.sign((byte) '*');
            case QUOTED, QUOTED_ESCAPE, BASE, COMMENT_START, COMMENT_M, COMMENT_VERSION -> {}
        }
        state = State.BASE;
        grammar.finish();
    }

    /** What the command does, valid until the next one begins. */
    public Parts parts() {
        return grammar.parts();
    }

    /** Its digest in hexadecimal digits. */
    public Bytes digest() {
        return grammar.digest();
    }

    public boolean has(Trait trait) {
        return grammar.has(trait);
    }

    /** What it changes in the session, if it succeeds. */
    public SessionChange change() {
        return grammar.change();
    }

    /** Whether nothing is to be said of its shape. */
    public boolean isPlain() {
        return grammar.isPlain();
    }

    /** Whether it names more tables, or nests deeper, than is followed. */
    public boolean overflowed() {
        return grammar.overflowed();
    }

    /** Takes one byte; false when it must be read again in the new state. */
    private boolean step(byte octet) {
        return switch (state) {
            case BASE -> base(octet);
            case WORD -> word(octet);
            case NUMBER, FRACTION, EXPONENT_SIGN, EXPONENT -> number(octet);
            case QUOTED, QUOTED_ESCAPE, QUOTED_END -> quoted(octet);
            case VARIABLE -> variable(octet);
            case SLASH -> slash(octet);
            case DASH, DASH_DASH -> dash(octet);
            case LINE_COMMENT -> lineComment(octet);
            case COMMENT_START, COMMENT_M, COMMENT_VERSION -> commentStart(octet);
            case COMMENT, COMMENT_STAR, COMMENT_SLASH -> comment(octet);
            case STAR_IN_RUN -> starInRun(octet);
        };
    }

    private boolean base(byte octet) {
        if (isBlank(octet)) {
            if (octet == 0) {
                grammar.trait(Trait.ZERO_BYTE);
            }
            return true;
        }
        quotesInComment = 0;
        if (octet >= '0' && octet <= '9' && !afterPoint) {
            start(State.NUMBER, octet);
        } else if (isLetter(octet)) {
            secondByte = false;
            start(State.WORD, octet);
            isSecond(octet);
        } else {
            sign(octet);
        }
        return true;
    }

    private void sign(byte octet) {
        switch (octet) {
            case '\'', '"', '`' -> {
                quote = octet;
                length = 0;
                state = State.QUOTED;
            }
            case '@' -> start(State.VARIABLE, octet);
            case '/' -> state = State.SLASH;
            case '-' -> state = State.DASH;
            case '#' -> {
                state = State.LINE_COMMENT;
            }
            case '*' -> {
                if (running) {
                    state = State.STAR_IN_RUN;
                } else {
                    grammar.sign(octet);
                }
            }
            default -> grammar.sign(octet);
        }
        afterPoint = octet == '.' && grammar.isAfterName();
    }

    private void start(State newState, byte octet) {
        state = newState;
        length = 0;
        keep(octet);
    }

    private void keep(byte octet) {
        if (length < MAX_TEXT) {
            text[length++] = octet;
        }
    }

    private boolean isBlank(byte octet) {
        return octet == ' '
                || (octet >= 9 && octet <= 13)
                || octet == 0
                || (octet == (byte) 0xA0 && dialect.letters() == Dialect.Letters.SINGLE);
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private boolean isLetter(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || isDigit(octet)
                || octet == '_'
                || octet == '$'
                || (octet < 0 && !isBlank(octet));
    }

    /** Whether this is the second byte of a letter of two, which means nothing by itself; takes note when one begins. */
    private boolean isSecond(byte octet) {
        if (secondByte) {
            secondByte = false;
            return true;
        }
        secondByte = octet < 0 && octet != (byte) 0x80 && dialect.letters() == Dialect.Letters.DOUBLE;
        return false;
    }

    private boolean word(byte octet) {
        if (isSecond(octet) || isLetter(octet)) {
            keep(octet);
            return true;
        }
        token();
        return false;
    }

    private boolean number(byte octet) {
        var exponent = octet == 'e' || octet == 'E';
        var next = switch (state) {
            case NUMBER ->
                octet == '.'
                        ? State.FRACTION
                        : exponent ? State.EXPONENT_SIGN : isDigit(octet) ? State.NUMBER : State.WORD;
            case FRACTION -> exponent ? State.EXPONENT_SIGN : isDigit(octet) ? State.FRACTION : State.BASE;
            case EXPONENT_SIGN ->
                isDigit(octet)
                        ? State.EXPONENT
                        : octet == '+' || octet == '-' ? State.EXPONENT : isLetter(octet) ? State.WORD : State.BASE;
            default -> isDigit(octet) ? State.EXPONENT : State.BASE;
        };
        if (next == State.WORD && isLetter(octet)) {
            secondByte = false;
            isSecond(octet);
            keep(octet);
            state = State.WORD;
            return true;
        }
        if (next == State.WORD || next == State.BASE) {
            token();
            return false;
        }
        keep(octet);
        state = next;
        return true;
    }

    private boolean quoted(byte octet) {
        return switch (state) {
            case QUOTED -> {
                if (isSecond(octet)) {
                    keep(octet);
                } else if (octet == quote) {
                    state = State.QUOTED_END;
                } else {
                    keep(octet);
                    if (octet == '\\' && escapesHere()) {
                        state = State.QUOTED_ESCAPE;
                    }
                }
                yield true;
            }
            case QUOTED_ESCAPE -> {
                secondByte = false;
                isSecond(octet);
                keep(octet);
                state = State.QUOTED;
                yield true;
            }
            default -> quotesEnded(octet);
        };
    }

    private boolean quotesEnded(byte octet) {
        if (octet == quote) {
            keep(octet);
            state = State.QUOTED;
            return true;
        }
        token();
        return false;
    }

    private boolean escapesHere() {
        return quote != '`' && dialect.escapes() && !(quote == '"' && dialect.quotesNames());
    }

    private boolean variable(byte octet) {
        if (octet == '@' || octet == '.' || isLetter(octet)) {
            keep(octet);
            return true;
        }
        token();
        return false;
    }

    private boolean slash(byte octet) {
        if (octet == '*') {
            state = State.COMMENT_START;
            commentDepth = 1;
            skipsVersion = false;
            quotesInComment = 0;
            return true;
        }
        state = State.BASE;
        grammar.sign((byte) '/');
        return false;
    }

    private boolean dash(byte octet) {
        if (state == State.DASH && octet == '-') {
            state = State.DASH_DASH;
            return true;
        }
        if (state == State.DASH_DASH && (isBlank(octet) || (octet >= 0 && octet < ' '))) {
            quotesInComment = 0;
            state = octet == '\n' ? State.BASE : State.LINE_COMMENT;
            return true;
        }
        grammar.sign((byte) '-');
        if (state == State.DASH_DASH) {
            grammar.sign((byte) '-');
        }
        state = State.BASE;
        return false;
    }

    private boolean lineComment(byte octet) {
        if (octet == '\n') {
            state = State.BASE;
        } else if (octet == '\'' || octet == '"') {
            quotesInComment++;
        }
        return true;
    }

    private boolean commentStart(byte octet) {
        return switch (state) {
            case COMMENT_START -> {
                ofMariadb = false;
                commentVersion = 0;
                versionDigits = 0;
                var special = !running && (octet == '!' || octet == 'M');
                state = !special ? State.COMMENT : octet == '!' ? State.COMMENT_VERSION : State.COMMENT_M;
                yield special;
            }
            case COMMENT_M -> {
                ofMariadb = octet == '!';
                state = ofMariadb ? State.COMMENT_VERSION : State.COMMENT;
                yield ofMariadb;
            }
            default -> {
                var digit = isDigit(octet) && versionDigits < 6;
                if (digit) {
                    commentVersion = commentVersion * 10 + (octet - '0');
                    versionDigits++;
                } else {
                    enterRun();
                }
                yield digit;
            }
        };
    }

    /* Fewer than five digits are no version but what the comment holds, as the server has it; a number more changes little. */
    private void enterRun() {
        var version = versionDigits < 5 ? 0 : commentVersion;
        if (dialect.runs(version, ofMariadb)) {
            running = true;
            commentDepth = 0;
            grammar.run(true);
            state = State.BASE;
        } else {
            skipsVersion = true;
            state = State.COMMENT;
        }
    }

    private boolean comment(byte octet) {
        var before = state;
        state = State.COMMENT;
        if (octet == '*' && before != State.COMMENT_SLASH) {
            state = State.COMMENT_STAR;
        } else if (octet == '/' && before == State.COMMENT_STAR) {
            commentDepth--;
            if (commentDepth == 0) {
                quotesInComment = 0;
                state = State.BASE;
            }
        } else if (octet == '/' && skipsVersion) {
            state = State.COMMENT_SLASH;
        } else if (octet == '*') {
            commentDepth = Math.min(2, commentDepth + 1);
        } else if (octet == '\'' || octet == '"') {
            quotesInComment++;
        }
        return true;
    }

    private boolean starInRun(byte octet) {
        state = State.BASE;
        if (octet == '/') {
            running = false;
            grammar.run(false);
            return true;
        }
        grammar.sign((byte) '*');
        return false;
    }

    private void token() {
        var ended = state;
        state = State.BASE;
        afterPoint = false;
        switch (ended) {
            case WORD -> {
                if (isBased()) {
                    grammar.literal(text, length, false);
                } else {
                    grammar.word(text, length);
                }
            }
            case NUMBER, FRACTION, EXPONENT, EXPONENT_SIGN -> grammar.literal(text, length, false);
            case VARIABLE -> grammar.variable(text, length);
            default -> {
                if (quote == '`' || (quote == '"' && dialect.quotesNames())) {
                    grammar.name(text, length);
                } else {
                    grammar.literal(text, length, true);
                }
            }
        }
    }

    /** Whether the word is a number to base 16 or 2. */
    private boolean isBased() {
        if (length < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'b')) {
            return false;
        }
        for (var index = 2; index < length; index++) {
            var octet = text[index];
            var hexadecimal = isDigit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
            if (!hexadecimal || (text[1] == 'b' && octet > '1')) {
                return false;
            }
        }
        return true;
    }
}
