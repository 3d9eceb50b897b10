package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.ValuePattern;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One rule that a profile leads to: who may call one resource, and how.
 *
 * @param id lower-case words joined by {@code -}; unique in its list
 * @param side {@code ingress} or {@code egress}
 * @param peers as {@link Peers} names them
 * @param resource with <code>{type}</code> for what varies
 * @param places what stands in some of the places that vary must fit besides its type, by their number from 0
 * @param calls at least one
 * @param evidence what the rule rests on
 */
public record LearnedRule(
        String id,
        FlowSide side,
        int port,
        String protocol,
        NavigableSet<String> peers,
        String resource,
        NavigableMap<Integer, ValuePattern> places,
        List<LearnedCall> calls,
        Evidence evidence) {

    public LearnedRule {
        peers = Collections.unmodifiableNavigableSet(new TreeSet<>(peers));
        places = Collections.unmodifiableNavigableMap(new TreeMap<>(places));
        calls = List.copyOf(calls);
    }

    /**
     * What a rule rests on.
     *
     * @param calls how many calls were seen that it allows
     * @param first when the first of them was seen, in seconds since 1970
     * @param last when the last one was
     * @param sources how many peers made them
     * @param values how many different values were seen for the variables, in order, about
     */
    public record Evidence(long calls, long first, long last, int sources, List<Long> values) {
        public Evidence {
            values = List.copyOf(values);
        }
    }
}
