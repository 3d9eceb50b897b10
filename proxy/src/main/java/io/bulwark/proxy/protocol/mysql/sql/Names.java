package io.bulwark.proxy.protocol.mysql.sql;

import java.nio.charset.StandardCharsets;

/** What names of tables say. */
final class Names {
    private static final byte[][] CATALOGUES = {
        bytes("information_schema."), bytes("mysql."), bytes("performance_schema."), bytes("sys.")
    };
    private static final byte[] JSON_TABLE = bytes("json_table");

    private Names() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void lower(byte[] name, int length) {
        for (var index = 0; index < length; index++) {
            if (name[index] >= 'A' && name[index] <= 'Z') {
                name[index] = (byte) (name[index] + 32);
            }
        }
    }

    /** Whether a name in lower case is that of a table in which the server keeps what it knows of itself. */
    static boolean inCatalogue(byte[] name, int length) {
        for (var schema : CATALOGUES) {
            if (length > schema.length && begins(name, schema)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is the one function that stands where tables do. */
    static boolean isJsonTable(byte[] name, int length) {
        if (length != JSON_TABLE.length) {
            return false;
        }
        for (var index = 0; index < length; index++) {
            if ((name[index] | 0x20) != JSON_TABLE[index] && name[index] != '_') {
                return false;
            }
        }
        return true;
    }

    /** Whether a word is a number to base 16 or 2. */
    static boolean isBased(byte[] text, int length) {
        if (length < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'b')) {
            return false;
        }
        for (var index = 2; index < length; index++) {
            var octet = text[index];
            var hexadecimal =
                    (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
            if (!hexadecimal || (text[1] == 'b' && octet > '1')) {
                return false;
            }
        }
        return true;
    }

    private static boolean begins(byte[] name, byte[] with) {
        for (var index = 0; index < with.length; index++) {
            if (name[index] != with[index]) {
                return false;
            }
        }
        return true;
    }
}
