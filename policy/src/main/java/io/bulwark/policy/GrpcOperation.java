package io.bulwark.policy;

import io.bulwark.policy.descriptor.ProtoNames;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may be called over gRPC: any of the methods of one service.
 *
 * @param service a full name, such as {@code orders.v1.Orders}; empty stands for any
 * @param methods simple names, such as {@code Place}; empty stands for any
 */
public record GrpcOperation(String service, NavigableSet<String> methods) implements RuleOperation {

    /** The most entries that {@code methods} may hold. */
    public static final int MAX_METHODS = HttpOperation.MAX_PATHS;

    /** The longest name of a service, in characters. */
    public static final int MAX_SERVICE = 256;

    /** Every call is a request with this method. */
    static final String VERB = "POST";

    static final String PROTOCOL = "grpc";

    public GrpcOperation {
        methods = Collections.unmodifiableNavigableSet(new TreeSet<>(methods));
        if (methods.size() > MAX_METHODS) {
            throw new IllegalArgumentException(
                    "methods must hold 0.." + MAX_METHODS + " entries, held " + methods.size());
        }
        if (!service.isEmpty() && !isService(service)) {
            throw new IllegalArgumentException("service must be a full name, was " + Printable.quoted(service));
        }
        if (service.isEmpty() && !methods.isEmpty()) {
            throw new IllegalArgumentException("methods must come with a service");
        }
        for (var method : methods) {
            if (!ProtoNames.isSimple(method)) {
                throw new IllegalArgumentException("methods must be simple names, was " + Printable.quoted(method));
            }
        }
    }

    /** Whether the text is the name of a service. */
    static boolean isService(String text) {
        return text.length() <= MAX_SERVICE && ProtoNames.isFull(text);
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public boolean coversProtocol(String name) {
        return name.equals(PROTOCOL);
    }

    /** The same in the words of HTTP. */
    HttpOperation asHttp() {
        return new HttpOperation(new TreeSet<>(Set.of(VERB)), paths());
    }

    private List<PathPattern> paths() {
        if (service.isEmpty()) {
            return List.of();
        }
        if (methods.isEmpty()) {
            // Stricter than the prefix: the name of a method is exactly one segment.
            return List.of(new PathPattern.Template("/" + service + "/{method}"));
        }
        return methods.stream()
                .<PathPattern>map(method -> new PathPattern.Exact("/" + service + "/" + method))
                .toList();
    }
}
