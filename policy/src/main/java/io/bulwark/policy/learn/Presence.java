package io.bulwark.policy.learn;

/**
 * When and how often a peer has made one kind of call.
 *
 * @param first when it was first seen, in seconds since 1970
 * @param last when it was last seen
 * @param hours in which hours of the week
 */
public record Presence(Counts seen, long first, long last, Hours hours) {

    Presence join(Presence other) {
        return new Presence(
                seen.join(other.seen),
                Math.min(first, other.first),
                Math.max(last, other.last),
                hours.join(other.hours));
    }

    Presence plus(Presence other) {
        return new Presence(
                seen.plus(other.seen),
                Math.min(first, other.first),
                Math.max(last, other.last),
                hours.join(other.hours));
    }
}
