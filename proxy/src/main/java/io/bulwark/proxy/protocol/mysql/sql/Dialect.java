package io.bulwark.proxy.protocol.mysql.sql;

/** What a session has agreed on that changes where words and quotes end. Set by the conversation as it learns of it. */
public final class Dialect {
    /** How bytes beyond ASCII make letters. */
    public enum Letters {
        /** As in UTF-8: no byte beyond ASCII means anything else than a letter. */
        UTF8,
        /** One byte a letter; 0xA0 is a blank. */
        SINGLE,
        /** As in GBK, Big5 and Shift-JIS: the second byte of a letter may look like a backslash or a quote. */
        DOUBLE
    }

    private static final int MAX_COMMENT_VERSION_OF_MYSQL = 99_999;
    private static final int FIRST_SKIPPED_BY_MARIADB = 50_700;

    private Letters letters = Letters.UTF8;
    private boolean noBackslashEscapes;
    private boolean ansiQuotes;
    private boolean mariadb;
    private int version = Integer.MAX_VALUE;

    /** @param version as in {@code /*!80036}: major, minor and patch of two digits each */
    public void server(boolean isMariadb, int version) {
        mariadb = isMariadb;
        this.version = version;
    }

    public void letters(Letters newLetters) {
        letters = newLetters;
    }

    public void noBackslashEscapes(boolean on) {
        noBackslashEscapes = on;
    }

    public void ansiQuotes(boolean on) {
        ansiQuotes = on;
    }

    boolean isMariadb() {
        return mariadb;
    }

    Letters letters() {
        return letters;
    }

    boolean escapes() {
        return !noBackslashEscapes;
    }

    boolean quotesNames() {
        return ansiQuotes;
    }

    /** Whether the server runs what stands in a comment of this version; zero when it names none. */
    boolean runs(int commentVersion, boolean ofMariadb) {
        if (ofMariadb && !mariadb) {
            return false;
        }
        if (commentVersion > version) {
            return false;
        }
        return !mariadb
                || ofMariadb
                || commentVersion < FIRST_SKIPPED_BY_MARIADB
                || commentVersion > MAX_COMMENT_VERSION_OF_MYSQL;
    }

    boolean isBlank(byte octet) {
        return octet == ' '
                || (octet >= 9 && octet <= 13)
                || octet == 0
                || (octet == (byte) 0xA0 && letters == Letters.SINGLE);
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    boolean isLetter(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || isDigit(octet)
                || octet == '_'
                || octet == '$'
                || (octet < 0 && !isBlank(octet));
    }
}
