package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was learned of the calls to and from one service: immutable, and mergeable in any order and as often as one likes.
 *
 * @param coarseness how much operations were thrown together so as not to become too many
 * @param width how much peers were
 * @param operations kinds of calls, in order
 * @param paces the busiest minute of each peer
 */
public record Profile(
        int coarseness,
        int width,
        NavigableMap<OperationKey, OperationFacts> operations,
        NavigableMap<String, Pace> paces) {

    /* Merging takes the union of what was seen; everything in it (counts of each replica, first and last times, hours, values) grows by
     * a maximum, a minimum or a union. What bounds the size is a fixed ladder of coarsenings: the profile stands on the
     * lowest step on which it is small enough. Since more things never fit on a lower step, and since two steps in a row do what the
     * higher one does alone, the order of merges cannot be told from the result. */

    /** The most kinds of calls that are told apart. */
    public static final int MAX_OPERATIONS = 2048;

    /** The most peers that are told apart. */
    public static final int MAX_PEERS = 96;

    private static final Profile NONE = new Profile(0, 0, new TreeMap<>(), new TreeMap<>());

    public Profile {
        operations = Collections.unmodifiableNavigableMap(new TreeMap<>(operations));
        paces = Collections.unmodifiableNavigableMap(new TreeMap<>(paces));
    }

    /** A profile of nothing. */
    public static Profile none() {
        return NONE;
    }

    static Profile of(NavigableMap<OperationKey, OperationFacts> operations) {
        return bounded(0, 0, List.of(new Profile(0, 0, operations, new TreeMap<>())));
    }

    /** This with the paces of another moment merged into it. */
    public Profile withPaces(NavigableMap<String, Pace> more) {
        return join(new Profile(0, 0, new TreeMap<>(), more));
    }

    /** All that either of the two has seen. */
    public Profile join(Profile other) {
        return bounded(Math.max(coarseness, other.coarseness), Math.max(width, other.width), List.of(this, other));
    }

    private static Profile bounded(int startCoarseness, int startWidth, List<Profile> parts) {
        int width = startWidth;
        while (width < Peers.WIDEST && peers(parts, width) > MAX_PEERS) {
            width++;
        }
        int coarseness = startCoarseness;
        while (coarseness < Coarsening.LAST && operations(parts, coarseness) > MAX_OPERATIONS) {
            coarseness++;
        }
        var operations = new TreeMap<OperationKey, OperationFacts>();
        var paces = new TreeMap<String, Pace>();
        for (var part : parts) {
            var coarse = new TreeMap<OperationKey, OperationFacts>();
            for (var entry : part.operations.entrySet()) {
                var step = new Coarsening(coarseness, width, entry.getKey(), entry.getValue());
                coarse.merge(step.key(), step.facts(), OperationFacts::join);
            }
            coarse.forEach((key, facts) -> operations.merge(key, facts, OperationFacts::join));
            for (var entry : part.paces.entrySet()) {
                paces.merge(Peers.widen(entry.getKey(), width), entry.getValue(), Pace::join);
            }
        }
        return new Profile(coarseness, width, operations, paces);
    }

    boolean isCoarsest() {
        return coarseness == Coarsening.LAST && width == Peers.WIDEST;
    }

    /** The same, one step coarser. */
    Profile coarser() {
        boolean last = coarseness == Coarsening.LAST;
        return bounded(last ? coarseness : coarseness + 1, last ? width + 1 : width, List.of(this));
    }

    private static int peers(List<Profile> parts, int width) {
        Set<String> names = new HashSet<>();
        for (var part : parts) {
            part.operations
                    .values()
                    .forEach(facts -> facts.peers().keySet().forEach(peer -> names.add(Peers.widen(peer, width))));
            part.paces.keySet().forEach(peer -> names.add(Peers.widen(peer, width)));
        }
        return names.size();
    }

    private static int operations(List<Profile> parts, int coarseness) {
        Set<OperationKey> keys = new HashSet<>();
        for (var part : parts) {
            part.operations.keySet().forEach(key -> keys.add(Coarsening.key(coarseness, key)));
        }
        return keys.size();
    }

    /** How many calls were seen. */
    public long total() {
        return operations.values().stream().mapToLong(OperationFacts::total).sum();
    }

    /** Whether a peer was seen on a side, under this name or a wider one. */
    public boolean knows(FlowSide side, String peer) {
        var name = Peers.widen(peer, width);
        return operations.entrySet().stream()
                .anyMatch(each ->
                        each.getKey().side() == side && each.getValue().peers().containsKey(name));
    }

    /** Who was seen on a side, in order. */
    public List<String> peers(FlowSide side) {
        Set<String> names = new HashSet<>();
        operations.forEach((key, facts) -> {
            if (key.side().equals(side)) {
                names.addAll(facts.peers().keySet());
            }
        });
        var sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }
}
