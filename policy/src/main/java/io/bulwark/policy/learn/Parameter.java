package io.bulwark.policy.learn;

/**
 * What is known of a parameter, or of another fact about calls, under one name.
 *
 * @param seen how many calls had it
 * @param repeated whether some call had it more than once
 */
public record Parameter(Counts seen, Values values, boolean repeated) {

    Parameter join(Parameter other) {
        return new Parameter(seen.join(other.seen), values.join(other.values), repeated || other.repeated);
    }

    Parameter plus(Parameter other) {
        return new Parameter(seen.plus(other.seen), values.join(other.values), repeated || other.repeated);
    }
}
