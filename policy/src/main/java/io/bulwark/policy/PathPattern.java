package io.bulwark.policy;

import java.util.List;

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

    /** Paths with variable segments; <code>{id}</code> stands for exactly one segment that is not empty. */
    record Template(String text) implements PathPattern {
        public Template {
            PathSyntax.require(PathSyntax.faultInTemplate(text), text);
        }

        @Override
        public String word() {
            return "template";
        }

        /** The segments behind the first slash, as they are written. */
        List<String> segments() {
            return PathSyntax.segments(text);
        }
    }
}
