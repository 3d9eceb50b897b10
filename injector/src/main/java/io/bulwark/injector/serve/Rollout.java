package io.bulwark.injector.serve;

import io.bulwark.policy.proof.Course;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far the proxies of a workload that are connected here have what they are to be told, and what they tell.
 *
 * @param documents what identifies the documents that they are to have
 * @param connected how many proxies there are
 * @param applied those of them that have these documents in force
 * @param refused those that said it cannot be
 * @param reason why one of them refused; empty when none did
 * @param heard those that have said what they learned
 * @param denied how many calls they have refused in the last 24 hours
 * @param stage since which the kinds are counted
 * @param kinds how often they refused which kind of call
 */
public record Rollout(
        String documents,
        int connected,
        int applied,
        int refused,
        String reason,
        int heard,
        long denied,
        String stage,
        NavigableMap<Course.Refused, Long> kinds) {
    public Rollout {
        kinds = Collections.unmodifiableNavigableMap(new TreeMap<>(kinds));
    }

    /** Nobody is connected. */
    public static Rollout none() {
        return new Rollout("", 0, 0, 0, "", 0, 0, "", new TreeMap<>());
    }
}
