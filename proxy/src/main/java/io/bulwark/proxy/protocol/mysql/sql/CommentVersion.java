package io.bulwark.proxy.protocol.mysql.sql;

/** Behind {@code /*!} or {@code /*M!}: the version from which on a server runs what stands in the comment. */
final class CommentVersion {
    private static final int MOST_DIGITS = 6;
    private static final int FEWEST_DIGITS = 5;

    private boolean ofMariadb;
    private int version;
    private int digits;

    void begin() {
        ofMariadb = false;
        version = 0;
        digits = 0;
    }

    void ofMariadb(boolean is) {
        ofMariadb = is;
    }

    /** Takes a byte if it belongs to the version. */
    boolean takes(byte octet) {
        var digit = Dialect.isDigit(octet) && digits < MOST_DIGITS;
        if (digit) {
            version = version * 10 + (octet - '0');
            digits++;
        }
        return digit;
    }

    /* Fewer than five digits are no version but what the comment holds, as the server has it; a number more changes little. */
    boolean runsIn(Dialect dialect) {
        return dialect.runs(digits < FEWEST_DIGITS ? 0 : version, ofMariadb);
    }
}
