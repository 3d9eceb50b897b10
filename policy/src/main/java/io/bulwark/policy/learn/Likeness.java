package io.bulwark.policy.learn;

import io.bulwark.policy.ValuePattern;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether two kinds of calls that have the same names of parameters may be ruled on together: if each one's conditions allow what was seen of the
 * other.
 */
final class Likeness {
    private static final Set<String> OF_CALLS =
            Facts.OF_CALLS.stream().map(Facts::name).collect(Collectors.toUnmodifiableSet());

    private Likeness() {}

    /** @param written what stands in the places that count, by their number from 0 */
    static boolean areAlike(OperationFacts some, OperationFacts other, Map<Integer, String> written) {
        return allows(some, other, written) && allows(other, some, written);
    }

    private static boolean allows(OperationFacts ours, OperationFacts theirs, Map<Integer, String> written) {
        return written.entrySet().stream().allMatch(each -> allowsPlace(each.getKey(), each.getValue(), ours, theirs))
                && theirs.parameters().entrySet().stream()
                        .allMatch(
                                each -> allows(each.getKey(), ours.parameters().get(each.getKey()), each.getValue()))
                && theirs.contents().names().entrySet().stream()
                        .allMatch(each -> allows(ours.contents().names().get(each.getKey()), each.getValue()));
    }

    private static boolean allowsPlace(int at, String written, OperationFacts ours, OperationFacts theirs) {
        var known = Optional.ofNullable(ours.segments().get(at));
        var seen = theirs.segments().get(at);
        var pattern =
                Segments.variable(written).flatMap(type -> known.flatMap(values -> ValueEvidence.place(type, values)));
        return pattern.isEmpty() || seen == null || ValueEvidence.allows(pattern.get(), seen);
    }

    /** Hosts and users belong to the port, whatever is called. */
    private static boolean allows(String name, @Nullable Parameter known, Parameter seen) {
        if (Facts.isQuery(name)) {
            return allows(known, seen);
        }
        if (known == null || !OF_CALLS.contains(name)) {
            return known != null;
        }
        var only = ValueEvidence.listed(known.values(), known.seen().total());
        return only.isEmpty() || ValueEvidence.allows(ValuePattern.oneOf(only), seen.values());
    }

    private static boolean allows(@Nullable Parameter known, Parameter seen) {
        return known != null
                && (known.repeated() || !seen.repeated())
                && ValueEvidence.allows(ValueEvidence.pattern(known), seen.values());
    }
}
