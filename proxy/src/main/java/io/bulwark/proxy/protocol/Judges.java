package io.bulwark.proxy.protocol;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MysqlInspection;
import io.bulwark.proxy.stream.Direction;

/** Where flows get their judges from. One for each event loop. */
public interface Judges {
    /** A judge for one direction of a new flow. */
    Judge open(FlowInfo flow, Direction direction);

    /** Time has passed; told several times a second, on the loop. */
    default void tick() {}

    /** The limits of the policy that is in force now. */
    Limits limits();

    /** What the policy that is in force now says of MySQL. */
    default MysqlInspection mysql() {
        return MysqlInspection.none();
    }
}
