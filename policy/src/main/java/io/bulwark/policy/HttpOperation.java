package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What may be asked over HTTP: any of the methods on any of the paths, where the conditions hold.
 *
 * @param methods case-sensitive; empty stands for any. {@code GET} does not imply {@code HEAD}
 * @param paths empty stands for any
 */
public record HttpOperation(NavigableSet<String> methods, List<PathPattern> paths, HttpConditions conditions)
        implements RuleOperation {

    /** The most entries that {@code methods} may hold. */
    public static final int MAX_METHODS = 32;

    /** The most entries that {@code paths} may hold. */
    public static final int MAX_PATHS = 256;

    static final String PROTOCOL = "http";

    public HttpOperation {
        methods = Collections.unmodifiableNavigableSet(new TreeSet<>(methods));
        paths = List.copyOf(paths);
        Sizes.require("methods", 0, MAX_METHODS, methods.size());
        Sizes.require("paths", 0, MAX_PATHS, paths.size());
        var _ = PathVariables.together(PathVariables.templates(paths));
    }

    /** Methods and paths without further conditions. */
    public HttpOperation(NavigableSet<String> methods, List<PathPattern> paths) {
        this(methods, paths, HttpConditions.none());
    }

    /** What variables of its templates must fit besides their types, by name. */
    NavigableMap<String, ValuePattern> variables() {
        return PathVariables.together(PathVariables.templates(paths));
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
}
