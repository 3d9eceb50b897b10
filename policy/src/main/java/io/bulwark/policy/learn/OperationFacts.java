package io.bulwark.policy.learn;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What is known of one kind of call.
 *
 * @param peers who made it, each with when and how often
 * @param parameters by name; empty when there were too many names
 * @param openParameters whether there were too many names to keep them
 * @param contents what was sent along
 * @param segments what stood for the variables of the resource, by their place in it
 */
public record OperationFacts(
        NavigableMap<String, Presence> peers,
        NavigableMap<String, Parameter> parameters,
        boolean openParameters,
        Contents contents,
        NavigableMap<Integer, Values> segments) {

    /** How many names of parameters are kept, and how many of contents besides. */
    public static final int MAX_PARAMETERS = 48;

    public OperationFacts {
        openParameters = openParameters || parameters.size() > MAX_PARAMETERS;
        peers = Collections.unmodifiableNavigableMap(new TreeMap<>(peers));
        parameters = openParameters
                ? Collections.emptyNavigableMap()
                : Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
        segments = Collections.unmodifiableNavigableMap(new TreeMap<>(segments));
    }

    /** The same calls, seen by others too. */
    OperationFacts join(OperationFacts other) {
        return merge(other, Presence::join, Parameter::join, contents.join(other.contents));
    }

    /** Different calls of one kind. */
    OperationFacts plus(OperationFacts other) {
        return merge(other, Presence::plus, Parameter::plus, contents.plus(other.contents));
    }

    private OperationFacts merge(
            OperationFacts other,
            BinaryOperator<Presence> ofPeers,
            BinaryOperator<Parameter> ofParameters,
            Contents both) {
        return new OperationFacts(
                union(peers, other.peers, ofPeers),
                union(parameters, other.parameters, ofParameters),
                openParameters || other.openParameters,
                both,
                union(segments, other.segments, Values::join));
    }

    static <K, V> NavigableMap<K, V> union(
            NavigableMap<K, V> some, NavigableMap<K, V> more, BinaryOperator<V> together) {
        var all = new TreeMap<>(some);
        more.forEach((key, value) -> all.merge(key, value, together));
        return all;
    }

    /** How many calls were seen, of all peers. */
    public long total() {
        return peers.values().stream().mapToLong(peer -> peer.seen().total()).sum();
    }
}
