package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;

/** A set of paths; compared byte for byte with the normalised, decoded path without its query. */
public sealed interface PathPattern {

    /** The pattern as it is written. */
    String text();

    /** The word that documents use for this kind of pattern. */
    String word();

    /** One path. {@code *} is the target of {@code OPTIONS *}. */
    record Exact(String text) implements PathPattern {
        public Exact {
            PathSyntax.require(PathSyntax.faultInExact(text), text);
        }

        @Override
        public String word() {
            return "exact";
        }
    }

    /** Every path that begins with these very bytes: {@code /static/} has {@code /static/a}, but not {@code /static}. */
    record Prefix(String text) implements PathPattern {
        public Prefix {
            PathSyntax.require(PathSyntax.faultInPrefix(text), text);
        }

        @Override
        public String word() {
            return "prefix";
        }
    }

    /**
     * Paths with variable segments; <code>{id}</code> stands for exactly one segment that is not empty.
     *
     * @param variables what variables must fit besides their types, by name; those that are not in it may be anything of their types
     */
    record Template(String text, NavigableMap<String, ValuePattern> variables)
            implements PathPattern, PathVariables.Templated {
        public Template {
            PathSyntax.require(PathSyntax.faultInTemplate(text), text);
            variables = PathVariables.kept(PathSyntax.segments(text), variables);
        }

        /** Of variables that may be anything of their types. */
        public Template(String text) {
            this(text, Collections.emptyNavigableMap());
        }

        /** How templates write text that stands for itself: with braces doubled. */
        public static String escaped(String text) {
            return PathSyntax.escaped(text);
        }

        @Override
        public String word() {
            return "template";
        }

        /** The segments behind the first slash, as they are written. */
        @Override
        public List<String> segments() {
            return PathSyntax.segments(text);
        }
    }
}
