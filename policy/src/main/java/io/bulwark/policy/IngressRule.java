package io.bulwark.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One rule of an allowlist: it allows a request when its peer, its port and one of its operations fit.
 *
 * @param from who may ask; at least one
 * @param ports destination ports, ascending; empty stands for any
 * @param http what may be asked over HTTP
 * @param grpc what may be called over gRPC; at least one entry of the two
 */
public record IngressRule(
        String id,
        List<PeerPattern> from,
        NavigableSet<Integer> ports,
        List<HttpOperation> http,
        List<GrpcOperation> grpc) {

    /** The most entries that {@code from} may hold. */
    public static final int MAX_PEERS = 256;

    /** The most entries that {@code ports} may hold. */
    public static final int MAX_PORTS = 64;

    /** The most entries that {@code http} and {@code grpc} may hold each. */
    public static final int MAX_OPERATIONS = 64;

    public IngressRule {
        from = List.copyOf(from);
        ports = Collections.unmodifiableNavigableSet(new TreeSet<>(ports));
        http = List.copyOf(http);
        grpc = List.copyOf(grpc);
        atMost("from", 1, MAX_PEERS, from.size());
        atMost("ports", 0, MAX_PORTS, ports.size());
        atMost("http", grpc.isEmpty() ? 1 : 0, MAX_OPERATIONS, http.size());
        atMost("grpc", 0, MAX_OPERATIONS, grpc.size());
    }

    private static void atMost(String key, int min, int max, int actual) {
        if (actual < min || actual > max) {
            throw new IllegalArgumentException(key + " must hold " + min + ".." + max + " entries, held " + actual);
        }
    }

    /** Everything that may be asked. */
    List<RuleOperation> operations() {
        List<RuleOperation> all = new ArrayList<>(http);
        all.addAll(grpc);
        return all;
    }

    /** Whether the rule holds for this destination port. */
    boolean coversPort(int port) {
        return ports.isEmpty() || ports.contains(port);
    }
}
