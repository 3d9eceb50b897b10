package io.bulwark.proxy.relay;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/**
 * The only place that lets bytes out of a lane. A conversation speaks to it as its {@link Passage}; the flow asks it to let
 * pass what arrives on a lane that nobody reads any more.
 */
final class Gate implements Passage {
    /** What the gate may ask of its flow. */
    interface Keeper {
        void uninspected(Uninspected why, long byteCount);

        void rereadLater(Direction direction);

        void handOverTo(Conversation next);

        void finishFlow();

        void cutFlow();
    }

    private static final class Door {
        private final Lane lane;
        private final Clearance clearance = new Clearance();
        private @Nullable Uninspected unread;

        private Door(Lane lane) {
            this.lane = lane;
        }
    }

    private final Door toServer;
    private final Door toClient;
    private final Keeper keeper;

    Gate(Lane toServer, Lane toClient, Keeper keeper) {
        this.toServer = new Door(toServer);
        this.toClient = new Door(toClient);
        this.keeper = keeper;
    }

    private Door door(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    @Override
    public void clear(Direction direction, long upTo) {
        var door = door(direction);
        door.clearance.advance(upTo);
        door.lane.release(door.clearance);
    }

    @Override
    public void discard(Direction direction, long upTo) {
        var door = door(direction);
        door.clearance.advance(upTo);
        door.lane.discard(door.clearance);
    }

    @Override
    public void insert(Direction direction, byte[] bytes) {
        door(direction).lane.insert(bytes);
    }

    @Override
    public void passUninspected(Direction direction, Uninspected why) {
        door(direction).unread = why;
        passRest(direction);
    }

    /** Whether this lane passes unread. */
    boolean passes(Direction direction) {
        return door(direction).unread != null;
    }

    /** Lets everything that has arrived on an unread lane pass, and counts it. */
    void passRest(Direction direction) {
        var door = door(direction);
        var why = door.unread;
        if (why == null) {
            throw new IllegalStateException("lane " + direction + " is being read");
        }
        var lane = door.lane;
        var byteCount = lane.received() - lane.decided();
        if (byteCount > 0) {
            keeper.uninspected(why, byteCount);
            clear(direction, lane.received());
        }
    }

    @Override
    public void countUninspected(Uninspected why, long byteCount) {
        keeper.uninspected(why, byteCount);
    }

    @Override
    public void reread(Direction direction) {
        keeper.rereadLater(direction);
    }

    @Override
    public void handOver(Conversation next) {
        keeper.handOverTo(next);
    }

    @Override
    public void finish() {
        keeper.finishFlow();
    }

    @Override
    public void cut() {
        keeper.cutFlow();
    }
}
