package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import java.util.List;

/** Says of each argument of a command whether it is a key, as the arguments come, so that a command need not be held whole for it. */
final class KeyFinder {
    /*
     * A run of keys is known by its first and last index and its step: at once where the table says so, or once the argument was
     * read that tells. Words such as STORE count each time they come, because servers take the last one. The value of an
     * option is never taken for such a word: otherwise a group named STREAMS would hide the keys behind it.
     */
    private static final int MAX_RUNS = 4;
    private static final int MAX_DIGITS = 9;
    private static final byte[] BY = Letters.ascii("BY");
    private static final byte[] GET = Letters.ascii("GET");
    private static final byte[] STORE = Letters.ascii("STORE");
    private static final byte[] LIMIT = Letters.ascii("LIMIT");
    private static final byte[] STREAMS = Letters.ascii("STREAMS");
    private static final byte[] COUNT = Letters.ascii("COUNT");
    private static final byte[] BLOCK = Letters.ascii("BLOCK");
    private static final byte[] GROUP = Letters.ascii("GROUP");
    private static final byte[] KEYS = Letters.ascii("KEYS");
    private static final byte[] AUTH = Letters.ascii("AUTH");
    private static final byte[] AUTH2 = Letters.ascii("AUTH2");
    private static final int FIRST_OPTION_OF_MIGRATE = 6;

    private final int[] first = new int[MAX_RUNS];
    private final int[] last = new int[MAX_RUNS];
    private final int[] step = new int[MAX_RUNS];
    private List<KeyRule> rules = List.of();
    private int arguments;
    private int skip;
    private boolean settled;

    /** A command of so many arguments begins, its name included. */
    void begin(CommandSpec spec, int count) {
        rules = spec.keys();
        arguments = count;
        skip = 0;
        settled = true;
        for (var index = 0; index < rules.size(); index++) {
            first[index] = Integer.MAX_VALUE;
            if (rules.get(index) instanceof KeyRule.Range range) {
                run(index, range.begin(), range.lastIndex(count), range.step());
            } else {
                settled = false;
            }
        }
    }

    private void run(int rule, int from, int to, int by) {
        first[rule] = from;
        last[rule] = Math.min(to, arguments - 1);
        step[rule] = Math.max(1, by);
    }

    /** Whether the argument at this index is a key; asked before {@link #observe} is told of it. */
    boolean isKey(int index) {
        for (var rule = 0; rule < rules.size(); rule++) {
            if (index >= first[rule] && index <= last[rule] && (index - first[rule]) % step[rule] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Reads an argument, each in turn; one that is too long to be a word or a number may be shown as nothing. */
    void observe(int index, Bytes argument) {
        if (settled) {
            return;
        }
        if (skip > 0) {
            skip--;
            return;
        }
        for (var rule = 0; rule < rules.size(); rule++) {
            switch (rules.get(rule)) {
                case KeyRule.Range _ -> {}
                case KeyRule.Counted counted -> count(rule, counted, index, argument);
                case KeyRule.Behind(var word, var from) -> {
                    if (index >= from && Letters.same(argument, word)) {
                        run(rule, index + 1, index + 1, 1);
                    }
                }
                case KeyRule.Sort _ -> sort(rule, index, argument);
                case KeyRule.Streams _ -> streams(rule, index, argument);
                case KeyRule.Migrate _ -> migrate(rule, index, argument);
            }
        }
    }

    /* A server refuses what is no number; until it does, anything behind it counts as a key. */
    private void count(int rule, KeyRule.Counted counted, int index, Bytes argument) {
        if (index != counted.numberAt()) {
            return;
        }
        var number = number(argument);
        if (number < 0) {
            run(rule, index + 1, arguments - 1, 1);
        } else if (number > 0) {
            var to = counted.first() + (number - 1L) * counted.step();
            run(rule, counted.first(), (int) Math.min(to, Integer.MAX_VALUE), counted.step());
        }
    }

    private static int number(Bytes argument) {
        if (argument.length() == 0 || argument.length() > MAX_DIGITS) {
            return -1;
        }
        var number = 0;
        for (var index = 0; index < argument.length(); index++) {
            var digit = argument.get(index) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    private void sort(int rule, int index, Bytes argument) {
        if (index < 2) {
            return;
        }
        if (Letters.same(argument, LIMIT)) {
            skip = 2;
        } else if (Letters.same(argument, BY) || Letters.same(argument, GET) || Letters.same(argument, STORE)) {
            run(rule, index + 1, index + 1, 1);
            skip = 1;
        }
    }

    private void streams(int rule, int index, Bytes argument) {
        if (index == 0 || first[rule] != Integer.MAX_VALUE) {
            return;
        }
        if (Letters.same(argument, STREAMS)) {
            var behind = index + 1;
            run(rule, behind, behind + (arguments - behind) / 2 - 1, 1);
        } else if (Letters.same(argument, GROUP)) {
            skip = 2;
        } else if (Letters.same(argument, COUNT) || Letters.same(argument, BLOCK)) {
            skip = 1;
        }
    }

    private void migrate(int rule, int index, Bytes argument) {
        if (index < FIRST_OPTION_OF_MIGRATE || first[rule] != Integer.MAX_VALUE) {
            return;
        }
        if (Letters.same(argument, KEYS)) {
            run(rule, index + 1, arguments - 1, 1);
        } else if (Letters.same(argument, AUTH)) {
            skip = 1;
        } else if (Letters.same(argument, AUTH2)) {
            skip = 2;
        }
    }
}
