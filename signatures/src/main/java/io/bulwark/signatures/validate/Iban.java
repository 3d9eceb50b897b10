package io.bulwark.signatures.validate;

import java.util.HashMap;
import java.util.Map;

/** International bank account numbers (ISO 13616), plain or in groups of four set off by single spaces. */
final class Iban {
    private static final int MAX_LENGTH = 34;
    private static final int MIN_LENGTH = 15;
    private static final int GROUP = 4;

    private static final Map<Integer, Integer> LENGTHS = lengths("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 "
            + "BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 "
            + "GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 "
            + "MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 "
            + "SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    private Iban() {}

    private static Map<Integer, Integer> lengths(String table) {
        var lengths = new HashMap<Integer, Integer>();
        for (var entry : table.split(" ", -1)) {
            lengths.put(country(entry.charAt(0), entry.charAt(1)), Integer.valueOf(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }

    private static int country(int first, int second) {
        return (first << 8) | second;
    }

    static boolean endsAt(byte[] window, int from, int to) {
        var text = new int[MAX_LENGTH];
        int count = 0;
        /* Bit n is set where a space precedes the last n characters. */
        long spaces = 0;
        for (int i = to - 1; i >= from && count < MAX_LENGTH; i--) {
            byte b = window[i];
            if (b == ' ' && count > 0 && (spaces & (1L << count)) == 0) {
                spaces |= 1L << count;
                continue;
            }
            if (!Text.isDigit(b) && !Text.isLetter(b)) {
                return false;
            }
            count++;
            text[MAX_LENGTH - count] = Text.upper(b);
            if (count >= MIN_LENGTH && Text.startsWord(window, from, i) && isIban(text, count, spaces)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIban(int[] text, int count, long spaces) {
        int first = MAX_LENGTH - count;
        Integer length = LENGTHS.get(country(text[first], text[first + 1]));
        return length != null && length == count && isGrouped(count, spaces) && remainder(text, first) == 1;
    }

    private static boolean isGrouped(int count, long spaces) {
        long groups = 0;
        for (int i = GROUP; i < count; i += GROUP) {
            groups |= 1L << (count - i);
        }
        return spaces == 0 || spaces == groups;
    }

    /* The first four characters count last; letters are the numbers 10 to 35. */
    private static int remainder(int[] text, int first) {
        int remainder = 0;
        int count = MAX_LENGTH - first;
        for (int i = 0; i < count; i++) {
            int c = text[first + (i + GROUP) % count];
            remainder = c <= '9' ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        }
        return remainder;
    }
}
