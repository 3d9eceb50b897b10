package io.bulwark.proxy.protocol.mysql.sql;

/** What kind of statement is at hand, and which came before it in the command. */
final class StatementKind {
    private int ended;
    private boolean rowsBefore;
    private boolean compound;
    private boolean tablesBefore;
    private boolean union;
    private Word first = Word.NAME;
    private Word object = Word.NAME;
    private boolean forStatement;

    /** A command begins. */
    void reset() {
        ended = 0;
        rowsBefore = false;
        compound = false;
        beginStatement();
    }

    void beginStatement() {
        first = Word.NAME;
        object = Word.NAME;
        forStatement = false;
        tablesBefore = false;
        union = false;
    }

    /** The verb of the statement is known. */
    Verb begin(Word word) {
        first = word;
        return switch (word) {
            case NAME -> Verb.OTHER;
            case VALUES, TABLE -> Verb.SELECT;
            case DESC, DESCRIBE -> Verb.EXPLAIN;
            default -> Verb.of(word);
        };
    }

    void end() {
        ended++;
        rowsBefore |= switch (first) {
            case SELECT, INSERT, UPDATE, DELETE, REPLACE, VALUES, TABLE -> true;
            default -> false;
        };
    }

    /** Whether other statements came before in the command, each by itself. */
    boolean isStacked() {
        return ended > 0 && !compound;
    }

    boolean isAdminBehindRows() {
        if (!rowsBefore || compound) {
            return false;
        }
        return switch (first) {
            case CREATE,
                    ALTER,
                    DROP,
                    RENAME,
                    TRUNCATE,
                    GRANT,
                    REVOKE,
                    SHUTDOWN,
                    INSTALL,
                    UNINSTALL,
                    LOAD,
                    KILL,
                    RESET,
                    PURGE,
                    CHANGE,
                    PREPARE,
                    EXECUTE,
                    RESTART -> true;
            default -> false;
        };
    }

    /** What it creates, alters, drops and so on. */
    void object(Word word) {
        object = word;
        if (makesRoutine()) {
            compound = true;
        }
    }

    boolean makesRoutine() {
        return (first == Word.CREATE || first == Word.ALTER)
                && switch (object) {
                    case PROCEDURE, FUNCTION, TRIGGER, EVENT, PACKAGE -> true;
                    default -> false;
                };
    }

    boolean isOf(Word word) {
        return object == word;
    }

    /** Whether commas separate the things that it is about. */
    boolean listsTargets() {
        return switch (first) {
            case DROP, RENAME, LOCK, ANALYZE, CHECK, OPTIMIZE, REPAIR, CHECKSUM, FLUSH -> object != Word.INDEX;
            default -> false;
        };
    }

    boolean namesTargetBehindOn() {
        return object == Word.INDEX || (object == Word.TRIGGER && first == Word.CREATE);
    }

    boolean namesTargetAtOnce() {
        return !namesTargetBehindOn()
                && switch (object) {
                    case DATA, XML, TRANSACTION, SLAVE, REPLICA -> false;
                    default -> first != Word.START && first != Word.STOP;
                };
    }

    /** Whether TABLE in it is followed by what it is about, not by a table that it reads. */
    boolean isAboutTables() {
        return switch (first) {
            case LOAD, SHOW, FLUSH, ALTER, CREATE, DROP, GRANT, REVOKE, LOCK, CACHE -> true;
            default -> false;
        };
    }

    boolean grants() {
        return first == Word.GRANT || first == Word.REVOKE;
    }

    boolean makesTable() {
        return object == Word.TABLE && (first == Word.CREATE || first == Word.ALTER);
    }

    /** The statements that follow make up one, with blocks and conditions. */
    void compoundBegins() {
        compound = true;
    }

    boolean isCompound() {
        return compound;
    }

    /** Whether a word only steers a compound statement. */
    boolean steers(Word word) {
        return switch (word) {
            case IF, CASE, LOOP, WHILE, REPEAT, FOR, DECLARE, RETURN, ELSE, END -> true;
            case BEGIN -> compound;
            default -> false;
        };
    }

    void setsForStatement() {
        forStatement = true;
    }

    boolean isForStatement() {
        return forStatement;
    }

    void ordinaryTable() {
        tablesBefore |= !union;
    }

    void union() {
        union = true;
    }

    /** Whether an earlier branch of the union reads an ordinary table. */
    boolean isBehindUnion() {
        return union && tablesBefore;
    }
}
