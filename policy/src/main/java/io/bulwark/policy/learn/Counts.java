package io.bulwark.policy.learn;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A count that many replicas add to: each has a number of its own that only grows, so that merging twice counts once.
 *
 * @param floor at least so many were counted; keeps the total when old replicas are forgotten
 * @param byReplica the newest {@link #MAX_REPLICAS} replicas by name, whose names begin with the time of their start
 */
public record Counts(long floor, NavigableMap<String, Long> byReplica) {

    /** How many replicas are told apart. */
    public static final int MAX_REPLICAS = 64;

    static final Counts NONE = new Counts(0, new TreeMap<>());

    /* The replicas that are kept are the greatest by name, and a name never changes its rank. So the kept ones of a merge do not
     * depend on the order in which things are merged. */
    public Counts {
        var kept = new TreeMap<>(byReplica);
        while (kept.size() > MAX_REPLICAS) {
            kept.pollFirstEntry();
        }
        byReplica = Collections.unmodifiableNavigableMap(kept);
    }

    static Counts of(String replica, long count) {
        return new Counts(0, new TreeMap<>(Map.of(replica, count)));
    }

    Counts join(Counts other) {
        var all = new TreeMap<>(byReplica);
        other.byReplica.forEach((replica, count) -> all.merge(replica, count, Math::max));
        return new Counts(Math.max(floor, other.floor), all);
    }

    /** The sum of two counts of different things by the same replicas. */
    Counts plus(Counts other) {
        var all = new TreeMap<>(byReplica);
        other.byReplica.forEach((replica, count) -> all.merge(replica, count, Long::sum));
        return new Counts(floor + other.floor, all);
    }

    /** How many there were in all. */
    public long total() {
        long sum = 0;
        for (long count : byReplica.values()) {
            sum += count;
        }
        return Math.max(floor, sum);
    }
}
