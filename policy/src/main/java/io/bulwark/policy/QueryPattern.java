package io.bulwark.policy;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which queries a request may have. */
public sealed interface QueryPattern {

    /** Any query, or none. */
    record Any() implements QueryPattern {}

    /**
     * A query in which nothing but these parameters occurs; none of them has to.
     *
     * @param parameters by their decoded names; empty allows no query at all
     */
    record Only(NavigableMap<String, ValuePattern> parameters) implements QueryPattern {

        /** The most parameters that may be named. */
        public static final int MAX_PARAMETERS = 64;

        public Only {
            parameters = Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
            if (parameters.size() > MAX_PARAMETERS) {
                throw new IllegalArgumentException(
                        "query must name 0.." + MAX_PARAMETERS + " parameters, named " + parameters.size());
            }
        }
    }

    /** Nothing but these parameters. */
    static QueryPattern only(Map<String, ValuePattern> parameters) {
        return new Only(new TreeMap<>(parameters));
    }
}
