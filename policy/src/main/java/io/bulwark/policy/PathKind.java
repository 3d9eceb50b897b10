package io.bulwark.policy;

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

    PathPattern make(String text) {
        return switch (this) {
            case EXACT -> new PathPattern.Exact(text);
            case PREFIX -> new PathPattern.Prefix(text);
            case TEMPLATE -> new PathPattern.Template(text);
        };
    }
}
