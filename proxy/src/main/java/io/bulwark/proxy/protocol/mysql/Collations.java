package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.mysql.sql.Dialect.Letters;

/** How the character set of a collation, by its number, makes letters. */
final class Collations {
    private static final int BINARY = 63;

    private Collations() {}

    static Letters letters(int collation) {
        return switch (collation) {
            /* big5, cp932, gb2312, gbk, sjis, gb18030, euckr, eucjpms, ujis */
            case 1, 12, 13, 19, 24, 28, 84, 85, 86, 87, 88, 91, 95, 96, 97, 98, 248, 249, 250 -> Letters.DOUBLE;
            case 33, 45, 46, BINARY, 76, 83, 0 -> Letters.UTF8;
            default -> collation >= 192 || (collation >= 128 && collation < 160) ? Letters.UTF8 : Letters.SINGLE;
        };
    }
}
