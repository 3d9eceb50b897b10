package io.bulwark.policy;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What an HTTP request must be besides its method and its path. Names are in lower case.
 *
 * @param hosts without a port, or {@code *.} and the end of a name; empty stands for any, a request without one included
 * @param headers names of header fields that must be there
 * @param contentTypes media types without parameters, {@code type/*}, or {@code none} for requests without one; empty stands for any
 * @param query which parameters the query may have
 * @param body which parameters the content may have: fields of a form, or names and values of JSON
 */
public record HttpConditions(
        NavigableSet<String> hosts,
        NavigableSet<String> headers,
        NavigableSet<String> contentTypes,
        QueryPattern query,
        QueryPattern body) {

    /** The word for a request without a content type. */
    public static final String NO_CONTENT_TYPE = "none";

    /** The most entries that {@code hosts} may hold. */
    public static final int MAX_HOSTS = 256;

    /** The most entries that {@code headers} and {@code contentTypes} may hold each. */
    public static final int MAX_NAMES = 32;

    private static final HttpConditions NONE =
            new HttpConditions(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new QueryPattern.Any());

    /** Conditions of which none is on the content. */
    public HttpConditions(
            NavigableSet<String> hosts,
            NavigableSet<String> headers,
            NavigableSet<String> contentTypes,
            QueryPattern query) {
        this(hosts, headers, contentTypes, query, new QueryPattern.Any());
    }

    public HttpConditions {
        hosts = Collections.unmodifiableNavigableSet(new TreeSet<>(hosts));
        headers = Collections.unmodifiableNavigableSet(new TreeSet<>(headers));
        contentTypes = Collections.unmodifiableNavigableSet(new TreeSet<>(contentTypes));
        Sizes.require("hosts", 0, MAX_HOSTS, hosts.size());
        Sizes.require("headers", 0, MAX_NAMES, headers.size());
        Sizes.require("contentTypes", 0, MAX_NAMES, contentTypes.size());
    }

    /** No conditions. */
    public static HttpConditions none() {
        return NONE;
    }

    /** The same with another condition on the query. */
    public HttpConditions withQuery(QueryPattern other) {
        return new HttpConditions(hosts, headers, contentTypes, other, body);
    }

    /** The same with another condition on the content. */
    public HttpConditions withBody(QueryPattern other) {
        return new HttpConditions(hosts, headers, contentTypes, query, other);
    }
}
