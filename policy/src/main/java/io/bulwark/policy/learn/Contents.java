package io.bulwark.policy.learn;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is known of the contents that came with one kind of call.
 *
 * @param read how many were read
 * @param names of their parameters, with what stood under each; empty when there were too many, or some content had none to read
 * @param open whether contents have more than these names, or could not be read
 */
public record Contents(Counts read, NavigableMap<String, Parameter> names, boolean open) {
    /** Of calls without contents. */
    static final Contents NONE = new Contents(Counts.NONE, new TreeMap<>(), false);

    public Contents {
        open = open || names.size() > OperationFacts.MAX_PARAMETERS;
        names = open ? Collections.emptyNavigableMap() : Collections.unmodifiableNavigableMap(new TreeMap<>(names));
    }

    /** The same contents, seen by others too. */
    Contents join(Contents other) {
        return new Contents(
                read.join(other.read), OperationFacts.union(names, other.names, Parameter::join), open || other.open);
    }

    /** Contents of different calls of one kind. */
    Contents plus(Contents other) {
        return new Contents(
                read.plus(other.read), OperationFacts.union(names, other.names, Parameter::plus), open || other.open);
    }

    /** Whether nothing is known. */
    boolean isNothing() {
        return !open && read.equals(Counts.NONE) && names.isEmpty();
    }
}
