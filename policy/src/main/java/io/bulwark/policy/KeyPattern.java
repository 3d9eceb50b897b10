package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;

/** A set of Redis keys; compared byte for byte. */
public sealed interface KeyPattern {

    /** The pattern as it is written. */
    String text();

    /** The word that documents use for this kind of pattern. */
    String word();

    /** No key at all: of a command that has none. Stands alone in its entry, which is {@code keys: []} in documents. */
    record None() implements KeyPattern {
        @Override
        public String text() {
            return "";
        }

        @Override
        public String word() {
            return "none";
        }
    }

    /** One key. */
    record Exact(String text) implements KeyPattern {
        public Exact {
            KeySyntax.require(KeySyntax.faultInAny(text), text);
        }

        @Override
        public String word() {
            return "exact";
        }
    }

    /** Every key that begins with these very bytes. */
    record Prefix(String text) implements KeyPattern {
        public Prefix {
            KeySyntax.require(KeySyntax.faultInAny(text), text);
        }

        @Override
        public String word() {
            return "prefix";
        }
    }

    /**
     * Keys of segments that are parted by colons, with variable ones as in {@link PathPattern.Template}.
     *
     * @param variables what variables must fit besides their types, by name
     */
    record Template(String text, NavigableMap<String, ValuePattern> variables)
            implements KeyPattern, PathVariables.Templated {
        public Template {
            KeySyntax.require(KeySyntax.faultInTemplate(text), text);
            variables = PathVariables.kept(KeySyntax.segments(text), variables);
        }

        /** Of variables that may be anything of their types. */
        public Template(String text) {
            this(text, Collections.emptyNavigableMap());
        }

        @Override
        public String word() {
            return "template";
        }

        /** The segments, as they are written. */
        @Override
        public List<String> segments() {
            return KeySyntax.segments(text);
        }
    }
}
