package io.bulwark.injector.report;

import io.bulwark.injector.serve.Rollout;
import io.bulwark.policy.proof.Course;
import java.util.Collection;
import java.util.TreeMap;

/** Adds up what replicas know of the proxies of workloads. */
public final class Tally {
    private Tally() {}

    /**
     * What all replicas know of one workload together. A replica that is about to hand out other documents than these counts its proxies
     * as connected, and no more.
     *
     * @param own of the replica that asks, which says which documents and which stage count
     */
    public static Rollout of(Rollout own, Collection<Rollout> others) {
        var sum = Share.bounded(own);
        for (var other : others) {
            var same = other.documents().equals(sum.documents());
            var kinds = new TreeMap<>(sum.kinds());
            if (other.stage().equals(sum.stage())) {
                other.kinds().forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
            }
            sum = new Rollout(
                    sum.documents(),
                    sum.connected() + other.connected(),
                    sum.applied() + (same ? other.applied() : 0),
                    sum.refused() + (same ? other.refused() : 0),
                    sum.reason().isEmpty() && same ? other.reason() : sum.reason(),
                    sum.heard() + other.heard(),
                    sum.denied() + other.denied(),
                    sum.stage(),
                    kinds);
        }
        return sum;
    }

    /** What is known of several workloads together. */
    public static Rollout all(Collection<Rollout> workloads) {
        int connected = 0;
        int applied = 0;
        int refused = 0;
        var reason = "";
        int heard = 0;
        long denied = 0;
        for (var each : workloads) {
            connected += each.connected();
            applied += each.applied();
            refused += each.refused();
            reason = reason.isEmpty() ? each.reason() : reason;
            heard += each.heard();
            denied += each.denied();
        }
        return new Rollout(
                "", connected, applied, refused, reason, heard, denied, "", new TreeMap<Course.Refused, Long>());
    }
}
