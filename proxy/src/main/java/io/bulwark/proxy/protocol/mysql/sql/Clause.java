package io.bulwark.proxy.protocol.mysql.sql;

/** Where a statement has come to: what is known of it, which name is waited for, and which token came before. */
final class Clause {
    /** Why a name is waited for. */
    enum Expecting {
        NOTHING,
        /** The thing that the verb is about. */
        TARGET,
        /** A table of a list, a query in brackets, or a function. */
        TABLE
    }

    final Levels levels = new Levels();
    final NamedQueries named = new NamedQueries();
    final StatementKind kind = new StatementKind();
    Word first = Word.NAME;
    Verb verb = Verb.OTHER;
    Expecting expecting = Expecting.NOTHING;
    int openCases;
    boolean begun;
    /** Whether it only steers other statements. */
    boolean silent;

    boolean nameSeen;
    boolean targetList;
    boolean joined;
    boolean selects;

    /* The token before: a word, or a sign, or neither. */
    Word previous = Word.NAME;
    byte previousSign;

    /** A statement begins. */
    void begin() {
        levels.reset();
        named.reset();
        kind.beginStatement();
        first = Word.NAME;
        verb = Verb.OTHER;
        expecting = Expecting.NOTHING;
        openCases = 0;
        begun = false;
        silent = false;
        nameSeen = false;
        targetList = false;
        joined = false;
        selects = false;
        previous = Word.NAME;
        previousSign = 0;
    }
}
