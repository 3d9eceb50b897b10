package io.bulwark.proxy.protocol;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;

/** What one flow gives to the conversation that is opened on it. */
public interface Setting {
    FlowInfo flow();

    /** The limits of the policy that was in force when the flow began. */
    Limits limits();

    Passage passage();

    Judge judge(Direction direction);

    Ticker ticker();
}
