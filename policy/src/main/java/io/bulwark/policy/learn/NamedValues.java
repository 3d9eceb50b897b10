package io.bulwark.policy.learn;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Names, and what stood under each; so many and no more. */
final class NamedValues {
    private static final int NAME_BYTES = 72;

    /** One name and what stood under it. */
    private static final class Named {
        private final byte[] name;
        private final ValueSketch values;
        private long count;
        private long lastCall;
        private boolean repeated;

        private Named(byte[] name, ValueSketch values) {
            this.name = name;
            this.values = values;
        }

        private Named copy() {
            var copy = new Named(name, values.copy());
            copy.count = count;
            copy.lastCall = lastCall;
            copy.repeated = repeated;
            return copy;
        }
    }

    /** What is done with a name for which there is no room. */
    enum WhenFull {
        /** There are too many names to keep any. */
        OPEN,
        /** It takes the place of one that came once only, if there is one; those are counted. */
        REPLACE
    }

    private final WhenFull whenFull;
    private Named[] names = new Named[0];
    private boolean open;
    private long replaced;

    NamedValues(WhenFull whenFull) {
        this.whenFull = whenFull;
    }

    /** Whether there were too many names to keep them. */
    boolean isOpen() {
        return open;
    }

    /** Keeps no names any more; returns by how much that has changed what this takes. */
    int open() {
        int freed = (int) bytes();
        open = true;
        names = new Named[0];
        return -freed;
    }

    /** Notes what stood under a name; returns how much bigger that has made this. The call's number tells whether it has the name twice. */
    int add(Text name, Noted value, long call) {
        if (open) {
            return 0;
        }
        for (var known : names) {
            if (Text.same(known.name, name, 0, name.length())) {
                known.repeated |= known.lastCall == call;
                known.count += known.lastCall == call ? 0 : 1;
                known.lastCall = call;
                return value.addTo(known.values);
            }
        }
        if (name.length() > Segments.MAX_LITERAL) {
            return open();
        }
        int at = names.length;
        int growth = 0;
        if (at == OperationFacts.MAX_PARAMETERS) {
            at = replaceable(call);
            if (at < 0) {
                return open();
            }
            replaced++;
            growth = -(int) bytes(names[at]);
        } else {
            names = Arrays.copyOf(names, at + 1);
        }
        var copied = Text.copy(name, 0, name.length());
        var named = new Named(copied, SecretNames.has(copied) ? ValueSketch.withoutSamples() : new ValueSketch());
        named.count = 1;
        named.lastCall = call;
        growth += value.addTo(named.values);
        names[at] = named;
        return growth + NAME_BYTES + name.length() + ValueSketch.BYTES;
    }

    /** A name that came once, and in another call; negative if there is none. */
    private int replaceable(long call) {
        for (int i = 0; i < names.length && whenFull == WhenFull.REPLACE; i++) {
            if (names[i].count == 1 && names[i].lastCall != call) {
                return i;
            }
        }
        return -1;
    }

    /** Adds all that another one has noted; returns how much bigger that has made this one. */
    int add(NamedValues other) {
        int growth = 0;
        open |= other.open;
        replaced += other.replaced;
        for (var theirs : other.names) {
            growth += add(theirs);
        }
        if (open) {
            names = new Named[0];
        }
        return growth;
    }

    private int add(Named theirs) {
        for (var known : names) {
            if (Arrays.equals(known.name, theirs.name)) {
                known.count += theirs.count;
                known.repeated |= theirs.repeated;
                known.values.add(theirs.values);
                return 0;
            }
        }
        if (names.length == OperationFacts.MAX_PARAMETERS) {
            open = true;
            return 0;
        }
        names = Arrays.copyOf(names, names.length + 1);
        names[names.length - 1] = theirs;
        return NAME_BYTES + theirs.name.length + ValueSketch.BYTES;
    }

    /** How many names came once only, those among them that had to go. */
    long singles() {
        long singles = replaced;
        for (var named : names) {
            singles += named.count == 1 ? 1 : 0;
        }
        return singles;
    }

    /** Whether names had to go. */
    boolean hasReplaced() {
        return replaced > 0;
    }

    /** One of its own that knows the same. */
    NamedValues copy() {
        var copy = new NamedValues(whenFull);
        copy.names = new Named[names.length];
        for (int i = 0; i < names.length; i++) {
            copy.names[i] = names[i].copy();
        }
        copy.open = open;
        copy.replaced = replaced;
        return copy;
    }

    /** What this takes, about. */
    long bytes() {
        long sum = 0;
        for (var named : names) {
            sum += bytes(named);
        }
        return sum;
    }

    private static long bytes(Named named) {
        return NAME_BYTES + named.name.length + named.values.bytes();
    }

    /** The same, immutable; only names that came in at least so many calls. */
    NavigableMap<String, Parameter> parameters(String replica, long times) {
        var all = new TreeMap<String, Parameter>();
        for (var named : names) {
            if (named.count >= times) {
                all.merge(
                        new String(named.name, StandardCharsets.UTF_8),
                        new Parameter(Counts.of(replica, named.count), named.values.values(), named.repeated),
                        Parameter::plus);
            }
        }
        return all;
    }
}
