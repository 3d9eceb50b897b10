package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.UnusualKind;

/**
 * Something that is far from what a profile has seen.
 *
 * @param peer whose calls they are; for {@link UnusualKind#FAN_OUT} the word of the side
 * @param usual the most that was seen within a minute; 0 where nothing like it was
 * @param actual what it is now
 */
public record Unusual(FlowSide side, String peer, UnusualKind what, long usual, long actual) {}
