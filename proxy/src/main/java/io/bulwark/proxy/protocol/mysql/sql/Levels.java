package io.bulwark.proxy.protocol.mysql.sql;

/** What is known at each depth of brackets of a statement. Deeper ones than are followed share the last. */
final class Levels {
    static final int MAX = 64;

    /** What a statement has come to at one depth. */
    enum Phase {
        /** Its verb comes next. */
        START,
        /** Behind EXPLAIN: a statement or a table. */
        EXPLAINED,
        /** Behind CREATE and the like: what kind of thing comes next. */
        OBJECT,
        BODY
    }

    private final Phase[] phases = new Phase[MAX];
    private final boolean[] queries = new boolean[MAX];
    private final boolean[] lists = new boolean[MAX];
    private final Verb[] verbs = new Verb[MAX];
    private int depth;
    private int beyond;

    void reset() {
        depth = 0;
        beyond = 0;
        set(Phase.START, false, Verb.SELECT);
    }

    private void set(Phase phase, boolean list, Verb verb) {
        phases[depth] = phase;
        queries[depth] = false;
        lists[depth] = list;
        verbs[depth] = verb;
    }

    /** A bracket opens; false when it is deeper than is followed. */
    boolean push(Phase phase, boolean list) {
        if (depth == MAX - 1) {
            beyond++;
            return false;
        }
        var verb = verbs[depth];
        depth++;
        set(phase, list, verb);
        return true;
    }

    void pop() {
        if (beyond > 0) {
            beyond--;
        } else if (depth > 0) {
            depth--;
        }
    }

    int depth() {
        return depth;
    }

    Phase phase() {
        return phases[depth];
    }

    void phase(Phase phase) {
        phases[depth] = phase;
    }

    /** Whether a SELECT stands at this depth, so that a FROM belongs to it and to no function. */
    boolean isQuery() {
        return queries[depth] || beyond > 0;
    }

    void query() {
        queries[depth] = true;
        lists[depth] = false;
        verbs[depth] = Verb.SELECT;
        phases[depth] = Phase.BODY;
    }

    /** Whether a comma at this depth is followed by one more table. */
    boolean isList() {
        return lists[depth];
    }

    void list(boolean on) {
        lists[depth] = on;
    }

    /** What is done to the tables that are named at this depth. */
    Verb verb() {
        return verbs[depth];
    }

    void verb(Verb verb) {
        verbs[depth] = verb;
    }
}
