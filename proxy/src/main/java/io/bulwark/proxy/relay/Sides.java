package io.bulwark.proxy.relay;

import io.bulwark.proxy.stream.Direction;

/** Both directions of a flow. */
record Sides(Side toServer, Side toClient) {
    Side of(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** How much buffer memory both lanes hold. */
    long capacity() {
        return toServer.lane.capacity() + toClient.lane.capacity();
    }

    /** How many bytes were given away that no socket has taken yet. */
    long unsent() {
        return toServer.receiver.unsent() + toClient.receiver.unsent();
    }

    /** Whether no byte has come from anywhere. */
    boolean silent() {
        return toServer.lane.received() + toClient.lane.received() == 0;
    }

    /** Has both receivers send what they were given. */
    void flush() {
        toServer.flush();
        toClient.flush();
    }
}
