package io.bulwark.policy.learn;

import io.bulwark.policy.CharacterSet;
import io.bulwark.policy.Characters;
import io.bulwark.policy.SegmentType;
import io.bulwark.policy.ValuePattern;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Says which values a parameter may have, from those that it had. */
final class ValueEvidence {
    /* Everything here leaves room for what was not seen, the less the more was seen. A list of values is believed when each came often
     * (numbers more often than words: a page or an amount that is rare looks just like one that does not exist). A
     * length is believed up to twice what was seen, a number up to ten times. Characters are believed as the set that
     * has them, and the next wider one while values are few. */

    private static final int WORD_TIMES = 60;
    private static final int WORD_LEAST = 5;
    private static final int NUMBER_TIMES = 400;
    private static final int NUMBER_LEAST = 20;
    private static final int PLACE_TIMES = 200;
    private static final int PLACE_LEAST = 20;
    private static final int VERY_FEW = 20;
    private static final int FEW = 60;
    private static final int SOME = 500;
    private static final int ROOM = 16;
    private static final int FIRST_ROOM = 64;
    private static final int TYPED_FROM = 6;
    private static final int FEW_TEXTS = 200;
    private static final int LONGEST_WORD = 128;
    private static final Characters PLAIN = Characters.of(CharacterSet.PLAIN);
    private static final Characters SENTENCES = PLAIN.with("'\";\n");
    private static final Characters ALPHANUMERIC = Characters.of(CharacterSet.ALPHANUMERIC);
    private static final Characters WORD = Characters.of(CharacterSet.WORD);
    private static final Characters TOKEN = Characters.of(CharacterSet.TOKEN);

    private ValueEvidence() {}

    static ValuePattern pattern(Parameter parameter) {
        var values = parameter.values();
        long seen = parameter.seen().total();
        var oneOf = listed(values, seen);
        if (!oneOf.isEmpty()) {
            return new ValuePattern(
                    SegmentType.ANY, 0, ValuePattern.MAX_LENGTH, "", Characters.ANY, oneOf, parameter.repeated());
        }
        var type = type(values, seen);
        return new ValuePattern(
                type,
                values.minLength() == 0 ? 0 : 1,
                Math.min(ValuePattern.MAX_LENGTH, longest(values, type, seen)),
                isWord(type) ? start(values) : "",
                characters(values, type, seen),
                oneOf,
                parameter.repeated());
    }

    /** The only values, if they can be believed to be all; else none. */
    static NavigableSet<String> listed(Values values, long seen) {
        if (values.many() || values.samples().isEmpty()) {
            return new TreeSet<>();
        }
        boolean number = values.kinds().contains(SegmentType.INT);
        long fewest = values.samples().values().stream().mapToLong(n -> n).min().orElse(0);
        boolean all = seen
                        >= (long) (number ? NUMBER_TIMES : WORD_TIMES)
                                * values.samples().size()
                && fewest >= (number ? NUMBER_LEAST : WORD_LEAST);
        return all ? values.samples().navigableKeySet() : new TreeSet<>();
    }

    /** Whether a pattern allows all values that were seen, as far as can be told. */
    static boolean allows(ValuePattern pattern, Values values) {
        if (pattern.withRepeated(false).equals(ValuePattern.any())) {
            return true;
        }
        boolean listed = pattern.oneOf().isEmpty()
                || (!values.many()
                        && pattern.oneOf().containsAll(values.samples().keySet()));
        boolean typed = pattern.type() == SegmentType.ANY
                || (values.minLength() > 0 && values.kinds().stream().allMatch(pattern.type()::covers));
        return listed
                && typed
                && pattern.minLength() <= values.minLength()
                && pattern.maxLength() >= Math.min(ValuePattern.MAX_LENGTH, values.maxLength())
                && values.start().startsWith(pattern.startsWith())
                && pattern.characters().covers(values.characters());
    }

    private static SegmentType type(Values values, long seen) {
        var type = values.kind();
        if (values.minLength() == 0 || values.maxLength() == 0) {
            return SegmentType.ANY;
        }
        return switch (type) {
            case UUID, HASH, DATE, ANY -> type;
            case TOKEN -> SegmentType.ANY;
            case INT -> seen >= TYPED_FROM ? type : SegmentType.SLUG;
            case SLUG -> seen >= SOME ? type : SegmentType.ANY;
        };
    }

    private static int longest(Values values, SegmentType type, long seen) {
        int longest = Math.min(ValuePattern.MAX_LENGTH, values.maxLength());
        return switch (type) {
            case UUID -> longest;
            case HASH, DATE -> Math.max(longest, 35);
            case INT -> longest + (seen >= SOME ? 1 : 2);
            case SLUG, TOKEN, ANY -> seen >= FEW ? Math.max(2 * longest, longest + ROOM) : 4 * longest + FIRST_ROOM;
        };
    }

    /** What must stand in a place of a resource that varies, besides its type; empty where the type says it all. */
    static Optional<ValuePattern> place(SegmentType type, Values values) {
        var words = Kinds.isId(type) ? new TreeSet<String>() : places(values);
        if (!words.isEmpty()) {
            return Optional.of(ValuePattern.oneOf(words));
        }
        long seen = values.distinct();
        var start = isWord(type) ? start(values) : "";
        boolean told =
                (type == SegmentType.TOKEN && seen >= FEW) || (type == SegmentType.ANY && seen > 0) || !start.isEmpty();
        if (!told) {
            return Optional.empty();
        }
        int longest = type != SegmentType.ANY
                ? Math.min(LONGEST_WORD, longest(values, type, seen))
                : Math.min(ValuePattern.MAX_LENGTH, longest(values, type, seen));
        return Optional.of(new ValuePattern(
                SegmentType.ANY,
                1,
                longest,
                start,
                characters(values.characters(), seen, seen),
                new TreeSet<>(),
                false));
    }

    /** The only words that stand in a place, if they came so often that another one would have come; else none. */
    private static NavigableSet<String> places(Values values) {
        int count = values.samples().size();
        long seen = values.samples().values().stream().mapToLong(n -> n).sum();
        boolean all = !values.many()
                && count > 1
                && seen >= (long) PLACE_TIMES * count
                && values.samples().values().stream().allMatch(n -> n >= PLACE_LEAST);
        return all ? values.samples().navigableKeySet() : new TreeSet<>();
    }

    private static boolean isWord(SegmentType type) {
        return type == SegmentType.SLUG || type == SegmentType.TOKEN || type == SegmentType.ANY;
    }

    /** What values begin with, once as many came as are believed for their characters; people write what they want. */
    private static String start(Values values) {
        return values.distinct() >= FEW && !values.characters().hasBlanks() ? SharedStart.words(values.start()) : "";
    }

    private static Characters characters(Values values, SegmentType type, long calls) {
        return type == SegmentType.ANY || type == SegmentType.SLUG
                ? characters(values.characters(), values.distinct(), calls)
                : Characters.ANY;
    }

    private static Characters characters(Characters seen, long distinct, long calls) {
        if (seen.equals(Characters.DIGITS) || distinct >= (seen.hasBlanks() ? FEW_TEXTS : FEW)) {
            return seen;
        }
        if (seen.hasBlanks()) {
            return seen.and(calls < VERY_FEW || !PLAIN.covers(seen) ? SENTENCES : PLAIN);
        }
        if (calls < VERY_FEW) {
            return seen.and(PLAIN);
        }
        var wider = ALPHANUMERIC.covers(seen) ? WORD : WORD.covers(seen) ? TOKEN : PLAIN;
        boolean apart = seen.equals(seen.withSignsApart());
        return seen.and(apart ? wider.withSignsApart() : wider);
    }
}
