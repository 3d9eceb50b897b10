package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.proxy.protocol.mysql.sql.Clause.Expecting;
import io.bulwark.proxy.protocol.mysql.sql.Levels.Phase;

/** What each word does to a statement: which names it opens the way for, and which list of tables it ends. */
final class Keywords {
    private final Grammar grammar;
    private final Clause at;
    private final Dialect dialect;

    Keywords(Grammar grammar, Clause at, Dialect dialect) {
        this.grammar = grammar;
        this.at = at;
        this.dialect = dialect;
    }

    void keyword(Word word) {
        switch (at.levels.phase()) {
            case START -> start(word);
            case EXPLAINED -> explained(word);
            case OBJECT -> object(word);
            case BODY -> body(word);
        }
    }

    /** The at.first word of a statement. */
    private void start(Word word) {
        if (word == Word.WITH) {
            at.named.with(at.levels.depth());
            return;
        }
        at.levels.phase(Phase.BODY);
        if (at.levels.depth() == 0 || at.first == Word.NAME) {
            at.first = word;
            at.verb = at.kind.begin(word);
            at.silent = at.kind.steers(word);
            grammar.traitIf(at.kind.isAdminBehindRows(), Trait.STACKED_ADMIN);
        }
        switch (word) {
            case SELECT -> at.levels.query();
            case TABLE -> {
                at.levels.query();
                at.expecting = Expecting.TABLE;
            }
            case INSERT, REPLACE, CALL, USE, HANDLER -> at.expecting = Expecting.TARGET;
            case UPDATE -> {
                at.levels.verb(at.verb);
                at.levels.list(true);
                at.expecting = Expecting.TABLE;
            }
            case DELETE -> at.levels.verb(at.verb);
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
                    BACKUP -> at.levels.phase(Phase.OBJECT);
            case DESC, DESCRIBE, EXPLAIN -> at.levels.phase(Phase.EXPLAINED);
            case PREPARE, EXECUTE -> grammar.trait(Trait.DYNAMIC);
            case SET -> grammar.change().begin();
            default -> steer(word);
        }
    }

    private void steer(Word word) {
        if (!at.silent) {
            return;
        }
        at.kind.compoundBegins();
        switch (word) {
            case LOOP, REPEAT, BEGIN, ELSE -> grammar.innerStatement();
            default -> {}
        }
    }

    /** Behind EXPLAIN: options, then a statement or a table. */
    private void explained(Word word) {
        switch (word) {
            case SELECT, INSERT, REPLACE, UPDATE, DELETE, WITH, TABLE, VALUES -> {
                grammar.add(at.verb);
                at.levels.phase(Phase.START);
                at.first = Word.NAME;
                start(word);
            }
            default -> {}
        }
    }

    void object(Word word) {
        if (at.previousSign == '=') {
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
                at.verb = Verb.of(at.first, at.first == Word.LOCK && word == Word.TABLE ? Word.TABLES : spelt);
                at.levels.phase(Phase.BODY);
                at.kind.object(word);
                at.targetList = at.kind.listsTargets();
                at.expecting = at.kind.namesTargetAtOnce() ? Expecting.TARGET : Expecting.NOTHING;
            }
            default -> {
                if (at.first == Word.ANALYZE) {
                    explained(word);
                }
            }
        }
    }

    private void body(Word word) {
        switch (word) {
            case SELECT -> {
                at.selects = true;
                at.levels.query();
            }
            case WITH -> with();
            case TABLE, TABLES -> table(word);
            case FROM, IN -> from(word);
            case JOIN, STRAIGHT_JOIN -> join();
            case WHERE, GROUP, HAVING, ORDER, LIMIT, SET -> at.levels.list(false);
            case RETURNING -> at.levels.list(at.levels.isList() && !dialect.isMariadb());
            case USING -> using();
            case UNION, EXCEPT, INTERSECT -> union(word);
            case OUTFILE, DUMPFILE -> grammar.traitIf(at.previous == Word.INTO, Trait.OUTFILE);
            case ON -> on();
            case TO, LIKE, RENAME -> renamed(word);
            case STATEMENT -> {
                if (at.first == Word.SET && at.previous == Word.SET) {
                    at.kind.setsForStatement();
                }
            }
            default -> compound(word);
        }
    }

    /** Words that matter where statements stand inside statements. */
    private void compound(Word word) {
        switch (word) {
            case FOR -> inner(at.kind.isForStatement());
            case ATOMIC -> {
                if (at.first == Word.BEGIN && at.previous == Word.NOT) {
                    at.kind.compoundBegins();
                    inner(true);
                }
            }
            case CASE -> at.openCases++;
            case END -> at.openCases = Math.max(0, at.openCases - 1);
            case THEN, ELSE -> inner(at.kind.isCompound() && at.openCases == 0);
            case DO -> inner(at.first == Word.WHILE || at.first == Word.FOR || at.kind.isOf(Word.EVENT));
            case BEGIN ->
                inner(at.kind.isCompound()
                        && (at.first == Word.CREATE || at.first == Word.ALTER || at.first == Word.DECLARE));
            case UPDATE -> {
                if (at.previous == Word.KEY) {
                    at.levels.list(false);
                } else {
                    routine(word);
                }
            }
            case INSERT, DELETE, REPLACE, DROP, CREATE, TRUNCATE, CALL, ALTER, LOAD, GRANT -> routine(word);
            default -> {}
        }
    }

    private void inner(boolean begins) {
        if (begins && at.levels.depth() == 0) {
            grammar.innerStatement();
        }
    }

    /** The statement of a procedure, trigger or event that is created. */
    private void routine(Word word) {
        var isEvent = at.previous == Word.BEFORE || at.previous == Word.AFTER || at.previous == Word.OR;
        if (at.kind.makesRoutine() && at.levels.depth() == 0 && !isEvent) {
            grammar.innerStatement();
            at.begun = true;
            start(word);
        }
    }

    private void with() {
        var behindTarget =
                at.nameSeen && (at.first == Word.INSERT || at.first == Word.REPLACE || at.first == Word.CREATE);
        if (at.previousSign == '(' || at.previous == Word.AS || behindTarget) {
            at.named.with(at.levels.depth());
        }
    }

    private void table(Word word) {
        var reads = at.previous == Word.AS || at.previousSign == '(';
        if (at.kind.isAboutTables() && !reads) {
            at.expecting = Expecting.TARGET;
            at.targetList |= at.first == Word.FLUSH;
        } else if (word == Word.TABLE) {
            at.levels.query();
            at.expecting = Expecting.TABLE;
        }
    }

    private void from(Word word) {
        if (at.first == Word.SHOW && at.levels.depth() == 0) {
            at.expecting = at.nameSeen ? Expecting.NOTHING : Expecting.TARGET;
        } else if (word == Word.FROM && (at.levels.isQuery() || (at.first == Word.DELETE && at.levels.depth() == 0))) {
            at.levels.list(true);
            at.expecting = Expecting.TABLE;
        }
    }

    private void join() {
        if (at.levels.isList() && at.previous != Word.FOR) {
            at.joined = true;
            at.expecting = Expecting.TABLE;
        }
    }

    /** As in DELETE FROM a USING a JOIN b, not as in JOIN b USING (id). */
    private void using() {
        if (at.first == Word.DELETE && at.levels.depth() == 0 && !at.joined) {
            at.levels.list(true);
            at.expecting = Expecting.TABLE;
        }
    }

    private void union(Word word) {
        if (word == Word.UNION && at.kind.makesTable() && !at.levels.isQuery()) {
            at.levels.verb(Verb.SELECT);
            at.expecting = Expecting.TABLE;
            return;
        }
        grammar.traitIf(word == Word.UNION, Trait.UNION);
        at.kind.union();
        at.levels.list(false);
    }

    private void on() {
        if (at.levels.depth() == 0 && (at.kind.grants() || at.kind.namesTargetBehindOn()) && !at.nameSeen) {
            at.expecting = Expecting.TARGET;
        }
    }

    private void renamed(Word word) {
        if (at.first == Word.RENAME ? word == Word.TO : word == Word.RENAME && at.kind.makesTable()) {
            at.expecting = Expecting.TARGET;
        } else if (word == Word.LIKE
                && at.kind.makesTable()
                && at.nameSeen
                && !at.selects
                && (at.levels.depth() == 0 || at.previousSign == '(')) {
            at.levels.verb(Verb.SELECT);
            at.expecting = Expecting.TABLE;
        }
    }
}
