package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

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
    private final CommentVersion version = new CommentVersion();
    private int commentDepth;
    private boolean skipsVersion;
    private int quotesInComment;
    private final boolean ofText;
    private @Nullable StatementText made;
    private boolean inMade;

    public SqlLexer(Dialect dialect) {
        this(dialect, false);
    }

    /** @param ofText of a literal, in which no further ones are read */
    SqlLexer(Dialect dialect, boolean ofText) {
        this.dialect = dialect;
        this.ofText = ofText;
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
        inMade = false;
        if (made != null) {
            made.clear();
        }
    }

    /** The next bytes of the command. */
    public void feed(ByteView view) {
        for (var index = 0; index < view.length(); ) {
            if (state == State.QUOTED && !secondByte && !inMade) {
                index = skipQuoted(view, index);
            } else if (step(view.get(index))) {
                index++;
            }
        }
    }

    void feed(byte octet) {
        while (!step(octet)) {}
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

    /** The beginning of what stands in literals that the server makes statements of, escapes undone; so many bytes. */
    public int madeLength() {
        return made == null ? 0 : made.length();
    }

    public byte[] madeText() {
        return made == null ? text : made.text();
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
        if (dialect.isBlank(octet)) {
            if (octet == 0) {
                grammar.trait(Trait.ZERO_BYTE);
            }
            return true;
        }
        quotesInComment = 0;
        if (octet >= '0' && octet <= '9' && !afterPoint) {
            start(State.NUMBER, octet);
        } else if (dialect.isLetter(octet)) {
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
                inMade = grammar.awaitsStatement() && !ofText && !quotesName();
                if (inMade) {
                    made().begin();
                }
            }
            case '@' -> start(State.VARIABLE, octet);
            case '/' -> state = State.SLASH;
            case '-' -> state = State.DASH;
            case '#' -> state = State.LINE_COMMENT;
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
        if (isSecond(octet) || dialect.isLetter(octet)) {
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
                        : exponent ? State.EXPONENT_SIGN : Dialect.isDigit(octet) ? State.NUMBER : State.WORD;
            case FRACTION -> exponent ? State.EXPONENT_SIGN : Dialect.isDigit(octet) ? State.FRACTION : State.BASE;
            case EXPONENT_SIGN ->
                Dialect.isDigit(octet)
                        ? State.EXPONENT
                        : octet == '+' || octet == '-'
                                ? State.EXPONENT
                                : dialect.isLetter(octet) ? State.WORD : State.BASE;
            default -> Dialect.isDigit(octet) ? State.EXPONENT : State.BASE;
        };
        if (next == State.WORD && dialect.isLetter(octet)) {
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

    private StatementText made() {
        if (made == null) {
            made = new StatementText(dialect);
        }
        return made;
    }

    private boolean quoted(byte octet) {
        return switch (state) {
            case QUOTED -> {
                if (isSecond(octet)) {
                    content(octet);
                } else if (octet == quote) {
                    state = State.QUOTED_END;
                } else if (octet == '\\' && escapesHere()) {
                    keep(octet);
                    state = State.QUOTED_ESCAPE;
                } else {
                    content(octet);
                }
                yield true;
            }
            case QUOTED_ESCAPE -> {
                secondByte = false;
                isSecond(octet);
                keep(octet);
                if (inMade) {
                    made().addEscaped(octet);
                }
                state = State.QUOTED;
                yield true;
            }
            default -> quotesEnded(octet);
        };
    }

    private void content(byte octet) {
        keep(octet);
        if (inMade) {
            made().add(octet);
        }
    }

    private boolean quotesEnded(byte octet) {
        if (octet == quote) {
            content(octet);
            state = State.QUOTED;
            return true;
        }
        token();
        return false;
    }

    private boolean quotesName() {
        return quote == '`' || (quote == '"' && dialect.quotesNames());
    }

    private boolean escapesHere() {
        return dialect.escapes() && !quotesName();
    }

    private boolean variable(byte octet) {
        if (octet == '@' || octet == '.' || dialect.isLetter(octet)) {
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
        if (state == State.DASH_DASH && (dialect.isBlank(octet) || (octet >= 0 && octet < ' '))) {
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
                version.begin();
                var special = !running && (octet == '!' || octet == 'M');
                state = !special ? State.COMMENT : octet == '!' ? State.COMMENT_VERSION : State.COMMENT_M;
                yield special;
            }
            case COMMENT_M -> {
                var ofMariadb = octet == '!';
                version.ofMariadb(ofMariadb);
                state = ofMariadb ? State.COMMENT_VERSION : State.COMMENT;
                yield ofMariadb;
            }
            default -> {
                var digit = version.takes(octet);
                if (!digit) {
                    enterRun();
                }
                yield digit;
            }
        };
    }

    private void enterRun() {
        running = version.runsIn(dialect);
        skipsVersion = !running;
        state = running ? State.BASE : State.COMMENT;
        if (running) {
            commentDepth = 0;
            grammar.run(true);
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
                if (Names.isBased(text, length)) {
                    grammar.literal(text, length, false);
                } else {
                    grammar.word(text, length);
                }
            }
            case NUMBER, FRACTION, EXPONENT, EXPONENT_SIGN -> grammar.literal(text, length, false);
            case VARIABLE -> grammar.variable(text, length);
            default -> {
                if (quotesName()) {
                    grammar.name(text, length);
                } else if (inMade) {
                    inMade = false;
                    grammar.made(made().finish());
                } else {
                    grammar.literal(text, length, true);
                }
            }
        }
    }
}
