package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.ValuePattern;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One way in which a rule allows its resource to be called.
 *
 * @param verbs at least one
 * @param query the parameters that may be there; empty when any may
 * @param body the parameters that its content may have; empty when any may
 * @param facts the only values that other facts may have; those that are not named may have any
 */
public record LearnedCall(
        NavigableSet<String> verbs,
        Optional<NavigableMap<String, ValuePattern>> query,
        Optional<NavigableMap<String, ValuePattern>> body,
        Map<Attribute, NavigableSet<String>> facts) {

    public LearnedCall {
        verbs = Collections.unmodifiableNavigableSet(new TreeSet<>(verbs));
        query = query.map(TreeMap::new).map(Collections::unmodifiableNavigableMap);
        body = body.map(TreeMap::new).map(Collections::unmodifiableNavigableMap);
        facts = facts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(facts));
    }

    /** The same for one more verb. */
    LearnedCall with(NavigableSet<String> more) {
        var all = new TreeSet<>(verbs);
        all.addAll(more);
        return new LearnedCall(all, query, body, facts);
    }

    /** Whether two calls differ in nothing but their verbs. */
    boolean asks(LearnedCall other) {
        return query.equals(other.query) && body.equals(other.body) && facts.equals(other.facts);
    }
}
