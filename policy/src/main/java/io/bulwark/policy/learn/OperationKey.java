package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import java.util.Comparator;

/**
 * One kind of call.
 *
 * @param side {@code ingress} or {@code egress}
 * @param port of the destination; 0 once ports are no longer told apart
 * @param resource with <code>{kind}</code> where anything of a kind may stand; see {@link Segments}
 */
public record OperationKey(FlowSide side, int port, String protocol, String verb, String resource)
        implements Comparable<OperationKey> {

    private static final Comparator<OperationKey> ORDER = Comparator.comparing(OperationKey::side)
            .thenComparingInt(OperationKey::port)
            .thenComparing(OperationKey::protocol)
            .thenComparing(OperationKey::resource)
            .thenComparing(OperationKey::verb);

    @Override
    public int compareTo(OperationKey other) {
        return ORDER.compare(this, other);
    }
}
