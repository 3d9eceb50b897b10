package io.bulwark.proxy.relay;

import io.bulwark.policy.Limits;

/** The back-pressure of one flow: when each sender is read, and how much buffer memory may be held. */
final class Pressure {
    /*
     * A side is read while its lane holds little and the other side is writable. The bound on held bytes is above what any
     * conversation may hold undecided, so that a full lane always means a slow receiver or a peer that must wait its turn.
     * The bound on buffer memory guards against peers that send in pieces so small that the bytes never tell; half of it is
     * room enough for a client whose server is still being dialled, who only has to wait.
     *
     * What a side sends can make us put bytes of our own into its own receiving lane: refusals, credit. A peer that sends on and reads
     * none of them is not read until it does, or they would pile up in its socket's queue without end.
     */
    private static final int READ_AHEAD = 64 * 1024;

    private static final int MAX_OWN_UNREAD = 64 * 1024;
    private static final int MEMORY_FACTOR = 16;

    private final Sides sides;
    private final FlowMeters meters;
    private final long maxPending;
    private final long maxCapacity;
    private long counted;

    Pressure(Sides sides, Limits limits, FlowMeters meters) {
        this.sides = sides;
        this.meters = meters;
        maxPending = (long) limits.maxHeadBytes() + limits.holdBytes() + READ_AHEAD;
        maxCapacity = MEMORY_FACTOR * maxPending;
    }

    /** Whether buffers pile up although the bytes in them are few: somebody sends in tiny pieces what cannot be decided. */
    boolean tooMuchHeld() {
        return sides.capacity() > maxCapacity;
    }

    /** Tells the meters what is held now. */
    void count() {
        var held = sides.capacity();
        meters.heldChanged(held - counted);
        counted = held;
    }

    /** Turns reading on or off for both senders. */
    void throttle(boolean serverReady) {
        var toServer = sides.toServer();
        var toClient = sides.toClient();
        var serverTakes = serverReady ? toServer.receiver.writable() : toServer.lane.capacity() < maxCapacity / 2;
        var clientLags = toClient.leavesUnread(MAX_OWN_UNREAD);
        var serverLags = serverReady && toServer.leavesUnread(MAX_OWN_UNREAD);
        read(toServer, toClient.receiver, hasRoom(toServer) && serverTakes && !clientLags);
        read(toClient, toServer.receiver, hasRoom(toClient) && toClient.receiver.writable() && !serverLags);
    }

    /** Has both senders read, whatever is held: what comes is thrown away. */
    void readOn() {
        read(sides.toServer(), sides.toClient().receiver, true);
        read(sides.toClient(), sides.toServer().receiver, true);
    }

    private boolean hasRoom(Side side) {
        return side.lane.pending() < maxPending;
    }

    private static void read(Side side, Endpoint sender, boolean reads) {
        if (reads != side.reading) {
            side.reading = reads;
            sender.reading(reads);
        }
    }
}
