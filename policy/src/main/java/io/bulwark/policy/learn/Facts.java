package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import java.util.List;
import java.util.Locale;

/** Under which names profiles keep what is known of calls beside verb and resource. */
final class Facts {
    /** Begins the names of query parameters. */
    static final char QUERY = '?';

    /** Begins the names of everything else. */
    static final char OTHER = '@';

    /** What is noted whole. */
    static final List<Attribute> KEPT =
            List.of(Attribute.HOST, Attribute.CONTENT_TYPE, Attribute.USER, Attribute.SCHEMA, Attribute.DIGEST);

    /** What rules say of a kind of call by itself, and not of all calls to its port. */
    static final List<Attribute> OF_CALLS = List.of(Attribute.CONTENT_TYPE, Attribute.DIGEST);

    private Facts() {}

    static String name(Attribute attribute) {
        return OTHER + attribute.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static boolean isQuery(String name) {
        return name.charAt(0) == QUERY;
    }
}
