package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What may be asked over HTTP: any of the methods on any of the paths.
 *
 * @param methods case-sensitive; empty stands for any. {@code GET} does not imply {@code HEAD}
 * @param paths empty stands for any
 */
public record HttpOperation(NavigableSet<String> methods, List<PathPattern> paths) implements RuleOperation {

    /** The most entries that {@code methods} may hold. */
    public static final int MAX_METHODS = 32;

    /** The most entries that {@code paths} may hold. */
    public static final int MAX_PATHS = 256;

    static final String PROTOCOL = "http";

    public HttpOperation {
        methods = Collections.unmodifiableNavigableSet(new TreeSet<>(methods));
        paths = List.copyOf(paths);
        if (methods.size() > MAX_METHODS) {
            throw new IllegalArgumentException(
                    "methods must hold 0.." + MAX_METHODS + " entries, held " + methods.size());
        }
        if (paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException("paths must hold 0.." + MAX_PATHS + " entries, held " + paths.size());
        }
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    /** A gRPC call is an HTTP request, so it is covered too. */
    @Override
    public boolean coversProtocol(String name) {
        return name.equals(PROTOCOL) || name.equals(GrpcOperation.PROTOCOL);
    }

    @Override
    public HttpOperation asHttp() {
        return this;
    }

    /** Whether the method is one of those allowed. */
    boolean coversMethod(String method) {
        return methods.isEmpty() || methods.contains(method);
    }
}
