package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;

/**
 * Something that is far from what a profile has seen.
 *
 * @param peer whose calls they are; for {@link What#FAN_OUT} the word of the side
 * @param usual the most that was seen within a minute; 0 where nothing like it was
 * @param actual what it is now
 */
public record Unusual(FlowSide side, String peer, What what, long usual, long actual) {

    /** What is unusual. */
    public enum What {
        /** A peer that the profile does not know; for calls that go out, a destination. */
        NEW_PEER("new-peer"),
        /** Many more calls than there ever were. */
        RATE("rate"),
        /** Many more calls that did not succeed. */
        FAILURES("failures"),
        /** Many more bytes of answers. */
        VOLUME("volume"),
        /** Many more different peers at once. */
        FAN_OUT("fan-out");

        private final String word;

        What(String word) {
            this.word = word;
        }

        /** The word for events. */
        public String word() {
            return word;
        }
    }
}
