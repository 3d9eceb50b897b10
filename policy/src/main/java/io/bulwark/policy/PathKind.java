package io.bulwark.policy;

import java.util.NavigableMap;
import java.util.Optional;

/** A kind of path pattern as the reader of documents sees it. */
enum PathKind {
    EXACT("exact"),
    PREFIX("prefix"),
    TEMPLATE("template");

    final String word;

    PathKind(String word) {
        this.word = word;
    }

    Optional<String> fault(String text) {
        return switch (this) {
            case EXACT -> PathSyntax.faultInExact(text);
            case PREFIX -> PathSyntax.faultInPrefix(text);
            case TEMPLATE -> PathSyntax.faultInTemplate(text);
        };
    }

    /** @param variables conditions of the entry, by the names of variables */
    PathPattern make(String text, NavigableMap<String, ValuePattern> variables) {
        return switch (this) {
            case EXACT -> new PathPattern.Exact(text);
            case PREFIX -> new PathPattern.Prefix(text);
            case TEMPLATE -> new PathPattern.Template(text, PathVariables.own(PathSyntax.segments(text), variables));
        };
    }
}
