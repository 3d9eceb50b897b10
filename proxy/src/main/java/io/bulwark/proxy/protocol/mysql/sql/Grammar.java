package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.protocol.mysql.sql.Clause.Expecting;
import io.bulwark.proxy.protocol.mysql.sql.Levels.Phase;
import java.util.EnumSet;
import java.util.Set;

/** Makes verbs and tables out of words. Knows of SQL only what that takes. */
final class Grammar {
    /*
     * No parser: a statement that the server would refuse is read somehow, and one that it takes must name every table that it
     * touches. Where telling exactly would take a whole grammar, more is told rather than less: all tables of a DELETE of several
     * tables are DELETE, all tables of an UPDATE are UPDATE, statements inside a procedure that is created count as if they ran.
     *
     * What opens the way for a name is a verb (INSERT, CREATE TABLE ...), FROM of a query, JOIN, or a comma in a list of tables; a
     * bracket there opens a list of its own. A list ends only with words that are reserved in every version, so that nothing can be
     * hidden behind an alias.
     */
    private static final int MAX_NAME = 600;
    private static final byte[] STAR = {'*'};

    private final Clause at = new Clause();
    private final Keywords keywords;
    private final Parts parts = new Parts();
    private final Digest digest = new Digest();
    private final Tautology tautology = new Tautology();
    private final SessionChange change = new SessionChange();
    private final MadeStatement made = new MadeStatement();
    private final byte[] hash = new byte[Digest.HEX];
    private final byte[] name = new byte[MAX_NAME];
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private boolean overflowed;

    /* The statement at hand. */
    private int partsBefore;
    private boolean running;
    private boolean beganInRun;
    private boolean runInMiddle;

    /* The name at hand. */
    private int nameLength;
    private int lastSegment;
    private boolean collecting;
    private boolean afterPoint;
    private boolean quotedName;

    private boolean afterName;
    private boolean queryClosed;

    Grammar(Dialect dialect) {
        keywords = new Keywords(this, at, dialect);
    }

    void begin() {
        parts.clear();
        digest.begin();
        tautology.reset();
        change.reset();
        at.kind.reset();
        traits.clear();
        overflowed = false;
        running = false;
        newStatement();
    }

    private void newStatement() {
        at.begin();
        made.reset();
        partsBefore = parts.count();
        collecting = false;
        beganInRun = running;
        runInMiddle = false;
        token(Word.NAME, false);
        change.end();
    }

    Parts parts() {
        return parts;
    }

    Bytes digest() {
        return digest;
    }

    SessionChange change() {
        return change;
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    boolean isPlain() {
        return traits.isEmpty();
    }

    boolean overflowed() {
        return overflowed;
    }

    void trait(Trait trait) {
        traits.add(trait);
    }

    void traitIf(boolean found, Trait trait) {
        if (found) {
            trait(trait);
        }
    }

    /** Whether a point that comes now joins two names. */
    boolean isAfterName() {
        return afterName;
    }

    /** A comment that the server runs begins or ends. */
    void run(boolean begins) {
        running = begins;
        runInMiddle = begins && at.begun;
        beganInRun |= begins && !at.begun;
    }

    /** The command ends in a comment in which so many quotes stand. */
    void commentAtEnd(int quotes) {
        traitIf((quotes & 1) != 0, Trait.CUT_COMMENT);
    }

    void finish() {
        endStatement();
        if (parts.count() == 0) {
            overflowed |= !parts.add(at.kind.isCompound() ? Verb.OTHER : Verb.EMPTY, Parts.NO_NAME, 0);
        }
        digest.finish();
    }

    private void endStatement() {
        complete(false);
        traitIf(tautology.endsTrue(), Trait.TAUTOLOGY);
        overflowed |= at.named.overflowed();
        if (at.begun && !at.silent && parts.count() == partsBefore) {
            overflowed |= !parts.add(at.verb, Parts.NO_NAME, 0);
        }
    }

    private void token(Word word, boolean isName) {
        at.previous = word;
        at.previousSign = 0;
        afterName = isName;
        queryClosed = false;
    }

    private void beginToken() {
        if (!at.begun) {
            at.begun = true;
            traitIf(at.kind.isStacked(), Trait.STACKED);
        }
    }

    /** A word without quotes. */
    void word(byte[] text, int length) {
        var isSegment = collecting && afterPoint;
        var word = isSegment ? Word.NAME : Word.of(text, length);
        if (word == Word.NAME) {
            digest.word(text, length);
        } else {
            digest.word(word.text(), word.text().length);
        }
        traitIf(tautology.word(word), Trait.TAUTOLOGY);
        change.word(word, text, length);
        if (isSegment) {
            segment(text, length);
            return;
        }
        complete(false);
        beginToken();
        traitIf(made.word(word, at), Trait.DYNAMIC_UNREAD);
        traitIf(hides(word), Trait.HIDDEN_KEYWORD);
        if (!at.named.word(word, text, length)) {
            implied(word);
            if (at.expecting == Expecting.NOTHING || !comesBeforeName(word)) {
                at.expecting = Expecting.NOTHING;
                keywords.keyword(word);
            } else if (isName(word)) {
                quotedName = false;
                nameBegins(text, length);
            }
        }
        token(word, true);
    }

    private boolean hides(Word word) {
        if (!runInMiddle || beganInRun) {
            return false;
        }
        return switch (word) {
            case UNION, SELECT, FROM, WHERE, OR, XOR, AND, INTO, SLEEP, BENCHMARK, LOAD_FILE -> true;
            default -> false;
        };
    }

    /** Whether a word that comes where a name is waited for is taken there: as the name, or as one that stands before it. */
    private boolean comesBeforeName(Word word) {
        return switch (word) {
            case TABLE -> at.expecting == Expecting.TARGET;
            case INDEX, KEY, COLUMN -> at.previous != Word.RENAME;
            case SELECT, WITH, VALUES, ON, FROM, SET, WHERE, JOIN, LIMIT, ORDER, GROUP, UNION -> false;
            default -> true;
        };
    }

    /** Whether the word is the name itself. */
    private boolean isName(Word word) {
        return switch (word) {
            case IF,
                    NOT,
                    EXISTS,
                    IGNORE,
                    LOW_PRIORITY,
                    HIGH_PRIORITY,
                    DELAYED,
                    INTO,
                    TABLE,
                    LATERAL,
                    NO_WRITE_TO_BINLOG -> false;
            case TO, AS -> at.previous != Word.RENAME;
            case PROCEDURE, FUNCTION, PACKAGE -> !at.kind.grants();
            default -> true;
        };
    }

    /** A word that is none: verbs behind which a name may follow at once. */
    private void implied(Word word) {
        if (at.expecting != Expecting.NOTHING || word != Word.NAME || at.previousSign == '=') {
            return;
        }
        if (at.levels.phase() == Phase.EXPLAINED) {
            at.levels.phase(Phase.BODY);
            at.expecting = Expecting.TARGET;
        } else if (at.levels.phase() == Phase.OBJECT && at.first == Word.TRUNCATE) {
            keywords.object(Word.TABLE);
        }
    }

    /** A name in quotes. */
    void name(byte[] text, int length) {
        digest.word(text, length);
        tautology.word(Word.NAME);
        traitIf(made.other(), Trait.DYNAMIC_UNREAD);
        quoted(text, length);
        token(Word.NAME, true);
    }

    private void quoted(byte[] text, int length) {
        if (collecting && afterPoint) {
            segment(text, length);
            return;
        }
        complete(false);
        beginToken();
        if (at.named.word(Word.NAME, text, length)) {
            return;
        }
        implied(Word.NAME);
        if (at.levels.phase() == Phase.START) {
            at.levels.phase(Phase.BODY);
        }
        if (at.expecting != Expecting.NOTHING) {
            quotedName = true;
            nameBegins(text, length);
        }
    }

    /** A number, or text in quotes. */
    void literal(byte[] text, int length, boolean isText) {
        digest.literal();
        traitIf(made.other(), Trait.DYNAMIC_UNREAD);
        traitIf(tautology.literal(text, length, isText), Trait.TAUTOLOGY);
        change.value(text, length);
        /* Double quotes hold names in servers that are set so, and names of users stand in quotes. */
        if (isText && (at.expecting != Expecting.NOTHING || (collecting && afterPoint))) {
            quoted(text, length);
        } else {
            complete(false);
            beginToken();
        }
        token(Word.NAME, false);
    }

    /** Whether a literal that comes now is a statement. */
    boolean awaitsStatement() {
        return made.isAwaited();
    }

    /** Text in quotes that the server makes a statement of, as it was read. */
    void made(SqlLexer statement) {
        for (var index = 0; index < hash.length; index++) {
            hash[index] = statement.digest().get(index);
        }
        digest.word(hash, hash.length);
        tautology.word(Word.NAME);
        complete(false);
        beginToken();
        overflowed |=
                !parts.add(at.verb, Parts.NO_NAME, 0) || !parts.addAll(statement.parts()) || statement.overflowed();
        for (var trait : Trait.values()) {
            traitIf(statement.has(trait), trait);
        }
        /* What a prepared statement changes in the session it changes when it is executed, which is not followed. */
        var lasting = change.adopt(statement.change()) && at.first == Word.PREPARE;
        traitIf(lasting, Trait.DYNAMIC_UNREAD);
        made.read();
        token(Word.NAME, false);
    }

    void variable(byte[] text, int length) {
        digest.word(text, length);
        traitIf(made.other(), Trait.DYNAMIC_UNREAD);
        tautology.word(Word.NAME);
        change.variable(text, length);
        complete(false);
        beginToken();
        at.expecting = Expecting.NOTHING;
        token(Word.NAME, true);
    }

    private void nameBegins(byte[] text, int length) {
        nameLength = 0;
        lastSegment = 0;
        collecting = true;
        afterPoint = false;
        append(text, length);
    }

    private void append(byte[] text, int length) {
        var count = Math.min(length, MAX_NAME - nameLength);
        System.arraycopy(text, 0, name, nameLength, count);
        nameLength += count;
    }

    /** One more part of a name, behind a point. */
    private void segment(byte[] text, int length) {
        afterPoint = false;
        lastSegment = nameLength;
        append(text, length);
        token(Word.NAME, true);
    }

    /** The name at hand is complete; {@code bracket} when an opening one comes next. */
    private void complete(boolean bracket) {
        if (!collecting) {
            return;
        }
        collecting = false;
        var isTable = at.expecting == Expecting.TABLE;
        at.expecting = Expecting.NOTHING;
        if (isTable && isNoTable(bracket)) {
            return;
        }
        Names.lower(name, nameLength);
        if (Names.inCatalogue(name, nameLength)) {
            trait(Trait.CATALOGUE);
            traitIf(at.kind.isBehindUnion(), Trait.UNION_CATALOGUE);
        } else if (isTable) {
            at.kind.ordinaryTable();
        }
        overflowed |= !parts.add(isTable ? at.levels.verb() : at.verb, name, nameLength);
        at.nameSeen = true;
    }

    private boolean isNoTable(boolean bracket) {
        if (lastSegment != 0) {
            return false;
        }
        return (bracket && Names.isJsonTable(name, nameLength))
                || (!quotedName && Word.of(name, nameLength) == Word.DUAL)
                || at.named.holds(name, nameLength);
    }

    /** A sign: one byte that is no letter. */
    void sign(byte sign) {
        digest.sign(sign);
        traitIf(tautology.sign(sign), Trait.TAUTOLOGY);
        if (collecting && sign == '.') {
            point();
            return;
        }
        if (sign == '*' && (at.expecting == Expecting.TARGET || (collecting && afterPoint))) {
            star();
            return;
        }
        complete(sign == '(');
        if (sign == ';') {
            separator();
            return;
        }
        traitIf(made.other(), Trait.DYNAMIC_UNREAD);
        beginToken();
        switch (sign) {
            case '(' -> open();
            case ')' -> close();
            case ',' -> comma();
            case ':' -> label();
            default -> queryClosed = false;
        }
        at.previousSign = sign;
        afterName = false;
    }

    private void point() {
        if (nameLength < MAX_NAME) {
            name[nameLength++] = '.';
        }
        afterPoint = true;
        at.previousSign = '.';
    }

    /** As in GRANT ... ON shop.*, where a star is a name. */
    private void star() {
        if (collecting) {
            segment(STAR, 1);
        } else {
            nameBegins(STAR, 1);
        }
        token(Word.NAME, true);
    }

    private void separator() {
        endStatement();
        if (at.begun) {
            at.kind.end();
        }
        newStatement();
    }

    /** Behind a label a statement begins. */
    private void label() {
        if (at.first == Word.NAME && at.levels.phase() == Phase.BODY && parts.count() == partsBefore) {
            at.kind.compoundBegins();
            at.levels.phase(Phase.START);
        }
    }

    private void open() {
        if (at.previousSign == 0) {
            traitIf(at.previous == Word.SLEEP || at.previous == Word.BENCHMARK, Trait.DELAY);
            traitIf(at.previous == Word.LOAD_FILE, Trait.LOAD_FILE);
        }
        var query = at.named.open();
        var list = at.expecting == Expecting.TABLE;
        var phase = query || at.levels.phase() == Phase.START ? Phase.START : Phase.BODY;
        overflowed |= !at.levels.push(phase, list);
        if (!list) {
            at.expecting = Expecting.NOTHING;
        }
        queryClosed = false;
    }

    private void close() {
        at.expecting = Expecting.NOTHING;
        at.levels.pop();
        queryClosed = at.named.close(at.levels.depth());
    }

    private void comma() {
        if (queryClosed) {
            at.named.next();
        } else if (at.levels.isList()) {
            at.expecting = Expecting.TABLE;
        } else if (at.targetList && at.levels.depth() == 0) {
            at.expecting = Expecting.TARGET;
        }
        queryClosed = false;
    }

    /** A statement begins inside another one. */
    void innerStatement() {
        endStatement();
        newStatement();
    }

    /** Adds a verb that is about nothing. */
    void add(Verb of) {
        overflowed |= !parts.add(of, Parts.NO_NAME, 0);
    }
}
