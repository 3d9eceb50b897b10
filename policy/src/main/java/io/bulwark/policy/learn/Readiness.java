package io.bulwark.policy.learn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far a profile can be trusted: the chance that the next call that is meant to be is of a kind that was never seen.
 *
 * @param calls how many calls it rests on
 * @param estimate the chance that the next call would be new, in the hours that were seen
 * @param lower the chance is at least this, with 95 % confidence
 * @param upper the chance is at most this, with 95 % confidence, hours that were not seen included
 * @param within the chance is at most this, with 95 % confidence, in the hours that were seen
 * @param hours how many of the 168 hours of a week were seen
 * @param hourly how much of an hour that was not seen would be new, as far as the hours that were seen tell
 * @param first when the first call was seen, in seconds since 1970
 * @param last when the last one was
 * @param byPeer the same for each peer alone; empty in these
 */
public record Readiness(
        long calls,
        double estimate,
        double lower,
        double upper,
        double within,
        int hours,
        double hourly,
        long first,
        long last,
        NavigableMap<String, Readiness> byPeer) {

    /* Good and Turing: the calls of kinds that were seen once so far are about as many as the calls of new kinds in as many calls
     * to come. A kind is what a rule tells apart: a peer and a resource with a verb, a parameter of it, a value where values are
     * listed. The interval is for what will be observed over as many calls again, so it has two parts: what is unsure about the
     * mass (variance f1 + 2 f2, Esty 1983) and how the observed rate scatters around it (another f1). It is the score
     * interval, not the plain one, whose width is zero when nothing was seen once or twice: with f1 = f2 = 0 it goes up to 3.84 / n.
     *
     * Hours that were not seen are another matter, as Monday's batch job does not come on Sunday. How much of them is new is told by
     * the same idea on whole hours: the share of calls whose kind was seen in one hour of the week only. Where one hour alone was
     * seen that is everything. */

    private static final double Z = 1.96;

    /** How often each kind was seen, and in how many hours. */
    private record Kind(long count, Hours hours) {
        Kind plus(Kind other) {
            return new Kind(count + other.count, hours.join(other.hours));
        }
    }

    /** What is known of a profile, and of each peer in it. */
    public static Readiness of(Profile profile) {
        var rules = Generaliser.condensed(profile);
        Map<String, Map<String, Kind>> kinds = new HashMap<>();
        Map<String, long[]> times = new TreeMap<>();
        rules.operations()
                .forEach((key, facts) -> facts.peers().forEach((peer, presence) -> {
                    kinds.computeIfAbsent(peer, _ -> new HashMap<>())
                            .merge(key.toString(), new Kind(presence.seen().total(), presence.hours()), Kind::plus);
                    times.merge(peer, new long[] {presence.first(), presence.last()}, (a, b) ->
                            new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
                }));
        var byPeer = new TreeMap<String, Readiness>();
        var all = new HashMap<String, Kind>();
        kinds.forEach((peer, own) -> {
            byPeer.put(peer, of(List.copyOf(own.values()), 0, times.getOrDefault(peer, new long[2]), new TreeMap<>()));
            own.forEach((kind, seen) -> all.put(peer + " " + kind, seen));
        });
        var span = times.values().stream()
                .reduce((a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])})
                .orElse(new long[2]);
        return of(List.copyOf(all.values()), rareParameters(rules), span, byPeer);
    }

    /** How many calls were the only ones with one of their parameters, though not the only ones of their kind. */
    private static long rareParameters(Profile rules) {
        long rare = 0;
        for (var facts : rules.operations().values()) {
            if (facts.total() > 1) {
                rare += facts.parameters().values().stream()
                        .filter(parameter -> parameter.seen().total() == 1)
                        .count();
            }
        }
        return rare;
    }

    private static Readiness of(
            List<Kind> kinds, long rareParameters, long[] span, NavigableMap<String, Readiness> byPeer) {
        long calls = kinds.stream().mapToLong(Kind::count).sum();
        if (calls == 0) {
            return new Readiness(0, 1, 0, 1, 1, 0, 1, span[0], span[1], byPeer);
        }
        long once = rareParameters
                + kinds.stream().filter(kind -> kind.count() == 1).count();
        long twice = kinds.stream().filter(kind -> kind.count() == 2).count();
        double half = Z * Math.sqrt(2.0 * once + 2.0 * twice + Z * Z / 4);
        double lower = Math.max(0, once + Z * Z / 2 - half) / calls;
        double most = Math.min(1, (once + Z * Z / 2 + half) / calls);
        var seen =
                kinds.stream().map(Kind::hours).reduce(Hours.NONE, Hours::join).count();
        double single = kinds.stream()
                .filter(kind -> kind.hours().count() <= 1)
                .mapToLong(Kind::count)
                .sum();
        double hourly = seen <= 1 ? 1 : Math.min(1, single / calls);
        double unseenHours = 1 - (double) seen / Hours.OF_WEEK;
        return new Readiness(
                calls,
                Math.min(1, (double) once / calls),
                lower * (1 - unseenHours),
                Math.min(1, most + unseenHours * hourly),
                most,
                seen,
                hourly,
                span[0],
                span[1],
                byPeer);
    }
}
