package io.bulwark.proxy.protocol.mysql.sql;

/** Something about the shape of a statement that signatures can ask for. The order is that of the words in the field. */
public enum Trait {
    /** More than one statement in one command. */
    STACKED("stacked"),
    /** A statement that changes schemas, rights or the server, behind one that only reads or writes rows. */
    STACKED_ADMIN("stacked-admin"),
    UNION("union"),
    /** A catalogue table in a later branch of a union whose first branch reads an ordinary table. */
    UNION_CATALOGUE("union-catalogue"),
    /** A condition behind OR that is always true. */
    TAUTOLOGY("tautology"),
    /** A comment at the end that swallows an open quote: the rest of a statement was cut off. */
    CUT_COMMENT("cut-comment"),
    /** A comment that servers run, in the middle of a statement, with words in it that change what the statement does. */
    HIDDEN_KEYWORD("hidden-keyword"),
    /** INTO OUTFILE or INTO DUMPFILE. */
    OUTFILE("outfile"),
    LOAD_FILE("load-file"),
    /** SLEEP or BENCHMARK. */
    DELAY("delay"),
    /** A table of information_schema, mysql, performance_schema or sys. */
    CATALOGUE("catalogue"),
    /** Many statements of one connection that read the catalogue. */
    CATALOGUE_SWEEP("catalogue-sweep"),
    /** A statement that the server makes out of a string. */
    DYNAMIC("dynamic-sql"),
    /** It makes it out of more than one string, so that nobody can tell what it will run. */
    DYNAMIC_UNREAD("dynamic-unread"),
    /** A zero byte outside quotes. */
    ZERO_BYTE("zero-byte"),
    /** The server asks the client for a file. */
    LOCAL_INFILE("local-infile");

    private final String word;

    Trait(String word) {
        this.word = word;
    }

    /** The word that stands for it in the field {@code mysql.shape}. */
    public String word() {
        return word;
    }
}
