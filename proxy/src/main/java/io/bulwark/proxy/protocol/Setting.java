package io.bulwark.proxy.protocol;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MysqlInspection;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;

/** What one flow gives to the conversation that is opened on it. */
public interface Setting {
    FlowInfo flow();

    /** The limits of the policy that was in force when the flow began. */
    Limits limits();

    /** What the policy that was in force when the flow began says of MySQL. */
    default MysqlInspection mysql() {
        return MysqlInspection.none();
    }

    Passage passage();

    /** The judge of this direction of the flow: the same one whenever it is asked for. */
    Judge judge(Direction direction);

    /**
     * One more judge for this direction, for a protocol whose messages interleave: each stream needs its own. It lasts as long as the
     * flow, so a conversation uses it again for one stream after another.
     */
    Judge newJudge(Direction direction);

    Ticker ticker();

    /**
     * Whether the sender of this direction is being read. It is not while its bytes have nowhere to go, and then its silence
     * is not its fault.
     */
    default boolean reads(Direction direction) {
        return true;
    }
}
