package io.bulwark.policy.learn;

import io.bulwark.policy.ValuePattern;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of the contents that came with one kind of call.
 *
 * @param read how many were read
 * @param names of their parameters, with what stood under each; empty when there were too many, or some content had none to read
 * @param open whether contents have more than these names, or could not be read
 */
public record Contents(Counts read, NavigableMap<String, Parameter> names, boolean open) {
    /** How many must have been read before a rule says which there are: fields that are not always sent take time to show. */
    private static final int FEWEST = 5;

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

    /** What a rule allows contents to have, once enough of them were read to tell. */
    Optional<NavigableMap<String, ValuePattern>> rule() {
        if (open || read.total() < FEWEST) {
            return Optional.empty();
        }
        var parameters = new TreeMap<String, ValuePattern>();
        names.forEach((name, parameter) -> parameters.put(name, ValueEvidence.pattern(parameter)));
        return Optional.of(parameters);
    }

    /** Whether nothing is known. */
    boolean isNothing() {
        return !open && read.equals(Counts.NONE) && names.isEmpty();
    }
}
