package io.bulwark.proxy.protocol.http2.hpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The static table (RFC 7541 appendix A), each entry as the line of text that it stands for. */
final class StaticTable {
    private static final String ENTRIES = """
            :authority|
            :method|GET
            :method|POST
            :path|/
            :path|/index.html
            :scheme|http
            :scheme|https
            :status|200
            :status|204
            :status|206
            :status|304
            :status|400
            :status|404
            :status|500
            accept-charset|
            accept-encoding|gzip, deflate
            accept-language|
            accept-ranges|
            accept|
            access-control-allow-origin|
            age|
            allow|
            authorization|
            cache-control|
            content-disposition|
            content-encoding|
            content-language|
            content-length|
            content-location|
            content-range|
            content-type|
            cookie|
            date|
            etag|
            expect|
            expires|
            from|
            host|
            if-match|
            if-modified-since|
            if-none-match|
            if-range|
            if-unmodified-since|
            last-modified|
            link|
            location|
            max-forwards|
            proxy-authenticate|
            proxy-authorization|
            range|
            referer|
            refresh|
            retry-after|
            server|
            set-cookie|
            strict-transport-security|
            transfer-encoding|
            user-agent|
            vary|
            via|
            www-authenticate|
            """;

    /** The last index; those of the dynamic table follow. */
    static final int LAST = 61;

    private static final byte[] LINES;
    /** Where the line of an index begins; one more than there are entries. */
    private static final int[] STARTS = new int[LAST + 2];

    private static final int[] NAME_LENGTHS = new int[LAST + 1];

    /** The first entry of each name, found by the hash of the name. */
    private static final byte[] FIRST_OF_NAME = new byte[256];

    static {
        var text = new StringBuilder();
        var index = 0;
        for (var entry : ENTRIES.lines().toList()) {
            index++;
            STARTS[index] = text.length();
            NAME_LENGTHS[index] = entry.indexOf('|');
            text.append(entry.replace("|", ": ")).append("\r\n");
        }
        STARTS[LAST + 1] = text.length();
        LINES = text.toString().getBytes(StandardCharsets.US_ASCII);
        for (index = 1; index <= LAST; index++) {
            addName(index);
        }
    }

    private StaticTable() {}

    private static void addName(int index) {
        var from = STARTS[index];
        var to = from + NAME_LENGTHS[index];
        if (findName(LINES, from, to) == 0) {
            var slot = slot(LINES, from, to);
            while (FIRST_OF_NAME[slot] != 0) {
                slot = next(slot);
            }
            FIRST_OF_NAME[slot] = (byte) index;
        }
    }

    private static int slot(byte[] bytes, int from, int to) {
        var hash = to - from;
        for (var index = from; index < to; index++) {
            hash = 31 * hash + bytes[index];
        }
        return hash & (FIRST_OF_NAME.length - 1);
    }

    private static int next(int slot) {
        return (slot + 1) & (FIRST_OF_NAME.length - 1);
    }

    /** The first entry with this name, or 0. */
    static int findName(byte[] bytes, int from, int to) {
        for (var slot = slot(bytes, from, to); FIRST_OF_NAME[slot] != 0; slot = next(slot)) {
            var index = FIRST_OF_NAME[slot];
            var start = STARTS[index];
            if (Arrays.equals(LINES, start, start + NAME_LENGTHS[index], bytes, from, to)) {
                return index;
            }
        }
        return 0;
    }

    /** The entry with this value among those that have the name of {@code first}, or 0. Entries of one name are neighbours. */
    static int findValue(int first, byte[] bytes, int from, int to) {
        for (var index = first; index <= LAST && sameName(first, index); index++) {
            var start = STARTS[index] + NAME_LENGTHS[index] + HeaderText.SEPARATOR;
            if (Arrays.equals(LINES, start, STARTS[index + 1] - HeaderText.SEPARATOR, bytes, from, to)) {
                return index;
            }
        }
        return 0;
    }

    private static boolean sameName(int first, int index) {
        return Arrays.equals(
                LINES,
                STARTS[first],
                STARTS[first] + NAME_LENGTHS[first],
                LINES,
                STARTS[index],
                STARTS[index] + NAME_LENGTHS[index]);
    }

    static int nameLength(int index) {
        return NAME_LENGTHS[index];
    }

    /** The length of the whole line, with what ends it. */
    static int lineLength(int index) {
        return STARTS[index + 1] - STARTS[index];
    }

    /** Appends the first {@code count} bytes of the entry's line; they were reserved. */
    static void copyTo(LineMemory target, int index, int count) {
        target.put(LINES, STARTS[index], count);
    }
}
