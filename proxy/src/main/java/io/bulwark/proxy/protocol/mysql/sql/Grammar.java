package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
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

    /** Why a name is waited for. */
    private enum Expecting {
        NOTHING,
        /** The thing that the verb is about. */
        TARGET,
        /** A table of a list, a query in brackets, or a function. */
        TABLE
    }

    private final Dialect dialect;
    private final Parts parts = new Parts();
    private final Digest digest = new Digest();
    private final Levels levels = new Levels();
    private final NamedQueries named = new NamedQueries();
    private final Tautology tautology = new Tautology();
    private final SessionChange change = new SessionChange();
    private final StatementKind kind = new StatementKind();
    private final byte[] name = new byte[MAX_NAME];
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private boolean overflowed;

    /* The statement at hand. */
    private Word first = Word.NAME;
    private Verb verb = Verb.OTHER;
    private Expecting expecting = Expecting.NOTHING;
    private int partsBefore;
    private int openCases;
    private boolean begun;
    private boolean silent;
    private boolean nameSeen;
    private boolean targetList;
    private boolean joined;
    private boolean selects;
    private boolean running;
    private boolean beganInRun;
    private boolean runInMiddle;

    /* The name at hand. */
    private int nameLength;
    private int lastSegment;
    private boolean collecting;
    private boolean afterPoint;
    private boolean quotedName;

    /* The token before: a word, or a sign, or neither. */
    private Word previous = Word.NAME;
    private byte previousSign;
    private boolean afterName;
    private boolean queryClosed;

    Grammar(Dialect dialect) {
        this.dialect = dialect;
    }

    void begin() {
        parts.clear();
        digest.begin();
        tautology.reset();
        change.reset();
        kind.reset();
        traits.clear();
        overflowed = false;
        running = false;
        newStatement();
    }

    private void newStatement() {
        levels.reset();
        named.reset();
        kind.beginStatement();
        first = Word.NAME;
        verb = Verb.OTHER;
        expecting = Expecting.NOTHING;
        partsBefore = parts.count();
        openCases = 0;
        begun = false;
        silent = false;
        nameSeen = false;
        targetList = false;
        joined = false;
        selects = false;
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

    private void traitIf(boolean found, Trait trait) {
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
        runInMiddle = begins && begun;
        beganInRun |= begins && !begun;
    }

    /** The command ends in a comment in which so many quotes stand. */
    void commentAtEnd(int quotes) {
        traitIf((quotes & 1) != 0, Trait.CUT_COMMENT);
    }

    void finish() {
        endStatement();
        if (parts.count() == 0) {
            overflowed |= !parts.add(kind.isCompound() ? Verb.OTHER : Verb.EMPTY, Parts.NO_NAME, 0);
        }
        digest.finish();
    }

    private void endStatement() {
        complete(false);
        traitIf(tautology.endsTrue(), Trait.TAUTOLOGY);
        overflowed |= named.overflowed();
        if (begun && !silent && parts.count() == partsBefore) {
            overflowed |= !parts.add(verb, Parts.NO_NAME, 0);
        }
    }

    private void token(Word word, boolean isName) {
        previous = word;
        previousSign = 0;
        afterName = isName;
        queryClosed = false;
    }

    private void beginToken() {
        if (!begun) {
            begun = true;
            traitIf(kind.isStacked(), Trait.STACKED);
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
        traitIf(hides(word), Trait.HIDDEN_KEYWORD);
        if (!named.word(word, text, length)) {
            implied(word);
            if (expecting == Expecting.NOTHING || !comesBeforeName(word)) {
                expecting = Expecting.NOTHING;
                keyword(word);
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
            case TABLE -> expecting == Expecting.TARGET;
            case INDEX, KEY, COLUMN -> previous != Word.RENAME;
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
            case TO, AS -> previous != Word.RENAME;
            case PROCEDURE, FUNCTION, PACKAGE -> !kind.grants();
            default -> true;
        };
    }

    /** A word that is none: verbs behind which a name may follow at once. */
    private void implied(Word word) {
        if (expecting != Expecting.NOTHING || word != Word.NAME || previousSign == '=') {
            return;
        }
        if (levels.phase() == Phase.EXPLAINED) {
            levels.phase(Phase.BODY);
            expecting = Expecting.TARGET;
        } else if (levels.phase() == Phase.OBJECT && first == Word.TRUNCATE) {
            object(Word.TABLE);
        }
    }

    /** A name in quotes. */
    void name(byte[] text, int length) {
        digest.word(text, length);
        tautology.word(Word.NAME);
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
        if (named.word(Word.NAME, text, length)) {
            return;
        }
        implied(Word.NAME);
        if (levels.phase() == Phase.START) {
            levels.phase(Phase.BODY);
        }
        if (expecting != Expecting.NOTHING) {
            quotedName = true;
            nameBegins(text, length);
        }
    }

    /** A number, or text in quotes. */
    void literal(byte[] text, int length, boolean isText) {
        digest.literal();
        traitIf(tautology.literal(text, length, isText), Trait.TAUTOLOGY);
        change.value(text, length);
        /* Double quotes hold names in servers that are set so, and names of users stand in quotes. */
        if (isText && (expecting != Expecting.NOTHING || (collecting && afterPoint))) {
            quoted(text, length);
        } else {
            complete(false);
            beginToken();
        }
        token(Word.NAME, false);
    }

    void variable(byte[] text, int length) {
        digest.word(text, length);
        tautology.word(Word.NAME);
        change.variable(text, length);
        complete(false);
        beginToken();
        expecting = Expecting.NOTHING;
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
        var isTable = expecting == Expecting.TABLE;
        expecting = Expecting.NOTHING;
        if (isTable && isNoTable(bracket)) {
            return;
        }
        Names.lower(name, nameLength);
        if (Names.inCatalogue(name, nameLength)) {
            trait(Trait.CATALOGUE);
            traitIf(kind.isBehindUnion(), Trait.UNION_CATALOGUE);
        } else if (isTable) {
            kind.ordinaryTable();
        }
        overflowed |= !parts.add(isTable ? levels.verb() : verb, name, nameLength);
        nameSeen = true;
    }

    private boolean isNoTable(boolean bracket) {
        if (lastSegment != 0) {
            return false;
        }
        return (bracket && Names.isJsonTable(name, nameLength))
                || (!quotedName && Word.of(name, nameLength) == Word.DUAL)
                || named.holds(name, nameLength);
    }

    /** A sign: one byte that is no letter. */
    void sign(byte sign) {
        digest.sign(sign);
        traitIf(tautology.sign(sign), Trait.TAUTOLOGY);
        if (collecting && sign == '.') {
            point();
            return;
        }
        if (sign == '*' && (expecting == Expecting.TARGET || (collecting && afterPoint))) {
            star();
            return;
        }
        complete(sign == '(');
        if (sign == ';') {
            separator();
            return;
        }
        beginToken();
        switch (sign) {
            case '(' -> open();
            case ')' -> close();
            case ',' -> comma();
            case ':' -> label();
            default -> queryClosed = false;
        }
        previousSign = sign;
        afterName = false;
    }

    private void point() {
        if (nameLength < MAX_NAME) {
            name[nameLength++] = '.';
        }
        afterPoint = true;
        previousSign = '.';
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
        if (begun) {
            kind.end();
        }
        newStatement();
    }

    /** Behind a label a statement begins. */
    private void label() {
        if (first == Word.NAME && levels.phase() == Phase.BODY && parts.count() == partsBefore) {
            kind.compoundBegins();
            levels.phase(Phase.START);
        }
    }

    private void open() {
        if (previousSign == 0) {
            traitIf(previous == Word.SLEEP || previous == Word.BENCHMARK, Trait.DELAY);
            traitIf(previous == Word.LOAD_FILE, Trait.LOAD_FILE);
        }
        var query = named.open();
        var list = expecting == Expecting.TABLE;
        var phase = query || levels.phase() == Phase.START ? Phase.START : Phase.BODY;
        overflowed |= !levels.push(phase, list);
        if (!list) {
            expecting = Expecting.NOTHING;
        }
        queryClosed = false;
    }

    private void close() {
        expecting = Expecting.NOTHING;
        levels.pop();
        queryClosed = named.close(levels.depth());
    }

    private void comma() {
        if (queryClosed) {
            named.next();
        } else if (levels.isList()) {
            expecting = Expecting.TABLE;
        } else if (targetList && levels.depth() == 0) {
            expecting = Expecting.TARGET;
        }
        queryClosed = false;
    }

    private void keyword(Word word) {
        switch (levels.phase()) {
            case START -> start(word);
            case EXPLAINED -> explained(word);
            case OBJECT -> object(word);
            case BODY -> body(word);
        }
    }

    /** The first word of a statement. */
    private void start(Word word) {
        if (word == Word.WITH) {
            named.with(levels.depth());
            return;
        }
        levels.phase(Phase.BODY);
        if (levels.depth() == 0 || first == Word.NAME) {
            first = word;
            verb = kind.begin(word);
            silent = kind.steers(word);
            traitIf(kind.isAdminBehindRows(), Trait.STACKED_ADMIN);
        }
        switch (word) {
            case SELECT -> levels.query();
            case TABLE -> {
                levels.query();
                expecting = Expecting.TABLE;
            }
            case INSERT, REPLACE, CALL, USE, HANDLER -> expecting = Expecting.TARGET;
            case UPDATE -> {
                levels.verb(verb);
                levels.list(true);
                expecting = Expecting.TABLE;
            }
            case DELETE -> levels.verb(verb);
            case CREATE,
                    ALTER,
                    DROP,
                    RENAME,
                    TRUNCATE,
                    LOCK,
                    ANALYZE,
                    CHECK,
                    OPTIMIZE,
                    REPAIR,
                    CHECKSUM,
                    LOAD,
                    START,
                    STOP,
                    BACKUP -> levels.phase(Phase.OBJECT);
            case DESC, DESCRIBE, EXPLAIN -> levels.phase(Phase.EXPLAINED);
            case PREPARE, EXECUTE -> trait(Trait.DYNAMIC);
            case SET -> change.begin();
            default -> steer(word);
        }
    }

    private void steer(Word word) {
        if (!silent) {
            return;
        }
        kind.compoundBegins();
        switch (word) {
            case LOOP, REPEAT, BEGIN, ELSE -> innerStatement();
            default -> {}
        }
    }

    /** A statement begins inside another one. */
    private void innerStatement() {
        endStatement();
        newStatement();
    }

    /** Behind EXPLAIN: options, then a statement or a table. */
    private void explained(Word word) {
        switch (word) {
            case SELECT, INSERT, REPLACE, UPDATE, DELETE, WITH, TABLE, VALUES -> {
                overflowed |= !parts.add(verb, Parts.NO_NAME, 0);
                levels.phase(Phase.START);
                first = Word.NAME;
                start(word);
            }
            default -> {}
        }
    }

    private void object(Word word) {
        if (previousSign == '=') {
            return;
        }
        switch (word) {
            case TABLE,
                    VIEW,
                    DATABASE,
                    SCHEMA,
                    USER,
                    ROLE,
                    PROCEDURE,
                    FUNCTION,
                    EVENT,
                    SERVER,
                    TABLESPACE,
                    SEQUENCE,
                    PACKAGE,
                    RESOURCE,
                    INSTANCE,
                    TABLES,
                    INDEX,
                    TRIGGER,
                    DATA,
                    XML,
                    TRANSACTION,
                    SLAVE,
                    REPLICA -> {
                var spelt = word == Word.SCHEMA ? Word.DATABASE : word;
                verb = Verb.of(first, first == Word.LOCK && word == Word.TABLE ? Word.TABLES : spelt);
                levels.phase(Phase.BODY);
                kind.object(word);
                targetList = kind.listsTargets();
                expecting = kind.namesTargetAtOnce() ? Expecting.TARGET : Expecting.NOTHING;
            }
            default -> {
                if (first == Word.ANALYZE) {
                    explained(word);
                }
            }
        }
    }

    private void body(Word word) {
        switch (word) {
            case SELECT -> {
                selects = true;
                levels.query();
            }
            case WITH -> with();
            case TABLE, TABLES -> table(word);
            case FROM, IN -> from(word);
            case JOIN, STRAIGHT_JOIN -> join();
            case WHERE, GROUP, HAVING, ORDER, LIMIT, SET -> levels.list(false);
            case RETURNING -> levels.list(levels.isList() && !dialect.isMariadb());
            case USING -> using();
            case UNION, EXCEPT, INTERSECT -> union(word);
            case OUTFILE, DUMPFILE -> traitIf(previous == Word.INTO, Trait.OUTFILE);
            case ON -> on();
            case TO, LIKE, RENAME -> renamed(word);
            case STATEMENT -> {
                if (first == Word.SET && previous == Word.SET) {
                    kind.setsForStatement();
                }
            }
            default -> compound(word);
        }
    }

    /** Words that matter where statements stand inside statements. */
    private void compound(Word word) {
        switch (word) {
            case FOR -> inner(kind.isForStatement());
            case ATOMIC -> {
                if (first == Word.BEGIN && previous == Word.NOT) {
                    kind.compoundBegins();
                    inner(true);
                }
            }
            case CASE -> openCases++;
            case END -> openCases = Math.max(0, openCases - 1);
            case THEN, ELSE -> inner(kind.isCompound() && openCases == 0);
            case DO -> inner(first == Word.WHILE || first == Word.FOR || kind.isOf(Word.EVENT));
            case BEGIN ->
                inner(kind.isCompound() && (first == Word.CREATE || first == Word.ALTER || first == Word.DECLARE));
            case UPDATE -> {
                if (previous == Word.KEY) {
                    levels.list(false);
                } else {
                    routine(word);
                }
            }
            case INSERT, DELETE, REPLACE, DROP, CREATE, TRUNCATE, CALL, ALTER, LOAD, GRANT -> routine(word);
            default -> {}
        }
    }

    private void inner(boolean begins) {
        if (begins && levels.depth() == 0) {
            innerStatement();
        }
    }

    /** The statement of a procedure, trigger or event that is created. */
    private void routine(Word word) {
        var isEvent = previous == Word.BEFORE || previous == Word.AFTER || previous == Word.OR;
        if (kind.makesRoutine() && levels.depth() == 0 && !isEvent) {
            innerStatement();
            begun = true;
            start(word);
        }
    }

    private void with() {
        var behindTarget = nameSeen && (first == Word.INSERT || first == Word.REPLACE || first == Word.CREATE);
        if (previousSign == '(' || previous == Word.AS || behindTarget) {
            named.with(levels.depth());
        }
    }

    private void table(Word word) {
        var reads = previous == Word.AS || previousSign == '(';
        if (kind.isAboutTables() && !reads) {
            expecting = Expecting.TARGET;
            targetList |= first == Word.FLUSH;
        } else if (word == Word.TABLE) {
            levels.query();
            expecting = Expecting.TABLE;
        }
    }

    private void from(Word word) {
        if (first == Word.SHOW && levels.depth() == 0) {
            expecting = nameSeen ? Expecting.NOTHING : Expecting.TARGET;
        } else if (word == Word.FROM && (levels.isQuery() || (first == Word.DELETE && levels.depth() == 0))) {
            levels.list(true);
            expecting = Expecting.TABLE;
        }
    }

    private void join() {
        if (levels.isList() && previous != Word.FOR) {
            joined = true;
            expecting = Expecting.TABLE;
        }
    }

    /** As in DELETE FROM a USING a JOIN b, not as in JOIN b USING (id). */
    private void using() {
        if (first == Word.DELETE && levels.depth() == 0 && !joined) {
            levels.list(true);
            expecting = Expecting.TABLE;
        }
    }

    private void union(Word word) {
        if (word == Word.UNION && kind.makesTable() && !levels.isQuery()) {
            levels.verb(Verb.SELECT);
            expecting = Expecting.TABLE;
            return;
        }
        traitIf(word == Word.UNION, Trait.UNION);
        kind.union();
        levels.list(false);
    }

    private void on() {
        if (levels.depth() == 0 && (kind.grants() || kind.namesTargetBehindOn()) && !nameSeen) {
            expecting = Expecting.TARGET;
        }
    }

    private void renamed(Word word) {
        if (first == Word.RENAME ? word == Word.TO : word == Word.RENAME && kind.makesTable()) {
            expecting = Expecting.TARGET;
        } else if (word == Word.LIKE
                && kind.makesTable()
                && nameSeen
                && !selects
                && (levels.depth() == 0 || previousSign == '(')) {
            levels.verb(Verb.SELECT);
            expecting = Expecting.TABLE;
        }
    }
}
