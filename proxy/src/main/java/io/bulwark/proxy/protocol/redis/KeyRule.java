package io.bulwark.proxy.protocol.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * Where some keys of a command are, as Redis' own table has it (its key specifications), or as a syntax that no table can say.
 * Indexes count from the command's name.
 */
sealed interface KeyRule {
    /**
     * From {@code begin} on, each {@code step}-th argument.
     *
     * @param last relative to {@code begin}; if negative, counted from the end of the command
     * @param limit with a negative {@code last}: only so manieth a part of the arguments
     */
    record Range(int begin, int last, int step, int limit) implements KeyRule {
        /** The index of the last key in a command of so many arguments. */
        int lastIndex(int arguments) {
            if (last >= 0) {
                return begin + last;
            }
            return limit <= 1 ? arguments + last : begin + (arguments - begin) / limit + last;
        }
    }

    /** The argument at {@code numberAt} says how many keys there are, from {@code first} on. */
    record Counted(int numberAt, int first, int step) implements KeyRule {}

    /** What stands behind each of these words, from {@code from} on. */
    record Behind(Word word, int from) implements KeyRule {}

    /** {@code SORT}: the patterns behind BY and GET, and the key behind STORE. */
    record Sort() implements KeyRule {}

    /** {@code XREAD} and {@code XREADGROUP}: the first half of what stands behind STREAMS. */
    record Streams() implements KeyRule {}

    /** {@code MIGRATE}: everything behind KEYS. */
    record Migrate() implements KeyRule {}

    /** The rules of a line of the table, such as {@code i1:r0,1,0;kSTORE@6:r0,1,0}. */
    static List<KeyRule> parse(String text) {
        var rules = new ArrayList<KeyRule>();
        if (!text.equals("-")) {
            for (var rule : text.split(";", -1)) {
                rules.add(parseOne(rule));
            }
        }
        return List.copyOf(rules);
    }

    private static KeyRule parseOne(String text) {
        switch (text) {
            case "sort" -> {
                return new Sort();
            }
            case "streams" -> {
                return new Streams();
            }
            case "migrate" -> {
                return new Migrate();
            }
            default -> {}
        }
        var colon = text.indexOf(':');
        var begin = text.substring(1, colon);
        var find = text.charAt(colon + 1);
        var numbers = text.substring(colon + 2).split(",", -1);
        if (text.charAt(0) == 'k') {
            var at = begin.indexOf('@');
            return new Behind(Word.of(begin.substring(0, at)), Integer.parseInt(begin.substring(at + 1)));
        }
        var index = Integer.parseInt(begin);
        var first = Integer.parseInt(numbers[0]);
        var second = Integer.parseInt(numbers[1]);
        var third = Integer.parseInt(numbers[2]);
        return find == 'r' ? new Range(index, first, second, third) : new Counted(index + first, index + second, third);
    }
}
