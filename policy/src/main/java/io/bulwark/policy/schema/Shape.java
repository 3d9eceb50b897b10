package io.bulwark.policy.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The form of one value in a document. Immutable. */
public sealed interface Shape {

    /**
     * A mapping whose keys are known.
     *
     * @param single whether exactly one of the keys is given
     * @param rules what must hold between its values, beside their own forms
     */
    record Mapping(List<Field> keys, boolean single, List<Rule> rules) implements Shape {
        public Mapping {
            keys = List.copyOf(keys);
            rules = List.copyOf(rules);
        }

        public static Mapping of(Field... keys) {
            return new Mapping(List.of(keys), false, List.of());
        }

        /** The same, of which exactly one key is given. */
        public Mapping asChoice() {
            return new Mapping(keys, true, rules);
        }

        /** The same with one more rule. */
        public Mapping where(String id, String expression, String message) {
            var more = new ArrayList<>(rules);
            more.add(new Rule(id, expression, message));
            return new Mapping(keys, single, more);
        }
    }

    /**
     * A key of a mapping.
     *
     * @param unlessTold what an absent key means, where a value means the same
     */
    record Field(String name, Shape shape, boolean required, Optional<String> unlessTold, String meaning) {
        public static Field of(String name, Shape shape, String meaning) {
            return new Field(name, shape, false, Optional.empty(), meaning);
        }

        /** The same, which must be given. */
        public Field must() {
            return new Field(name, shape, true, unlessTold, meaning);
        }

        /** The same, with what its absence means. */
        public Field or(String value) {
            return new Field(name, shape, required, Optional.of(value), meaning);
        }
    }

    /**
     * Something that must hold between the values of a mapping.
     *
     * @param id names it in tests
     * @param expression in CEL, of which {@code self} is the mapping
     * @param message the end of a sentence that begins with the mapping's path
     */
    record Rule(String id, String expression, String message) {}

    /** A mapping whose keys are data. */
    record Entries(int max, Shape value) implements Shape {}

    /**
     * A list.
     *
     * @param unique the key of the entries by which they are told apart; empty when there is none
     */
    record Listing(int min, int max, String unique, Shape item) implements Shape {
        public static Listing of(int min, int max, Shape item) {
            return new Listing(min, max, "", item);
        }
    }

    /** One of a few words. */
    record Word(List<String> words) implements Shape {
        public Word {
            words = List.copyOf(words);
        }
    }

    /**
     * A text.
     *
     * @param pattern what the whole text must match, in the syntax of RE2 and without anchors; empty when a pattern cannot say it, or
     *     need not
     */
    record Text(int min, int max, String pattern) implements Shape {
        public static Text of(int min, int max) {
            return new Text(min, max, "");
        }
    }

    /** A whole number. */
    record Whole(long min, long max) implements Shape {}

    /** A number with a fraction. */
    record Fraction(double min, double max) implements Shape {}

    /** Yes or no. */
    record Truth() implements Shape {}

    /** A text or a whole number, which means the same as its text. */
    record Scalar(int max) implements Shape {}

    /** A moment, as RFC 3339 writes it. */
    record Moment() implements Shape {}

    /** A mapping that only the program reads which wrote it. */
    record Opaque() implements Shape {}
}
