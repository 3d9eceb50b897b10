package io.bulwark.proxy.relay;

import io.bulwark.proxy.stream.Direction;

/** The end of one flow: carries FINs on, closes in order, or resets. */
final class Ending {
    /*
     * A flow ends by itself when both sides have sent a FIN and every byte before it has left. The proxy ends it
     *
     *     in order     finish(): what is cleared is sent, what still comes in is thrown away. The client's side lingers until
     *                  it has closed too, since closing a socket with unread bytes sends a reset that can overtake the answer
     *     at once      end(): buffers are freed, sockets closed or reset, judges ended
     */
    private static final long LINGER_NANOS = 2_000_000_000L;

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final Sides sides;
    private final FlowSetting setting;
    private final Pressure pressure;
    private final FlowMeters meters;
    private State state = State.OPEN;
    private long deadlineNanos;

    Ending(Sides sides, FlowSetting setting, Pressure pressure, FlowMeters meters) {
        this.sides = sides;
        this.setting = setting;
        this.pressure = pressure;
        this.meters = meters;
    }

    /** Whether nothing is read any more. */
    boolean begun() {
        return state != State.OPEN;
    }

    /** Whether what is cleared is still being sent. */
    boolean closing() {
        return state == State.CLOSING;
    }

    /** Whether the flow is over. */
    boolean over() {
        return state == State.CLOSED;
    }

    /** Sends what is cleared and then closes. */
    void finish(Gate gate, long nowNanos) {
        if (begun()) {
            return;
        }
        state = State.CLOSING;
        deadlineNanos = nowNanos + LINGER_NANOS;
        gate.discard(Direction.TO_SERVER, sides.toServer().lane.received());
        gate.discard(Direction.TO_CLIENT, sides.toClient().lane.received());
        sides.toClient().senderEnded = true;
    }

    /** Ends a flow whose client does not close. */
    void tick(long nowNanos) {
        if (closing() && nowNanos - deadlineNanos > 0) {
            end(FlowEnd.CLOSED, false);
        }
    }

    /** Carries FINs on; ends the flow when both have been. */
    void passEnds(boolean serverReady) {
        var toServer = sides.toServer();
        var toClient = sides.toClient();
        if (serverReady) {
            toServer.passEnd();
        }
        toClient.passEnd();
        if (toClient.outputEnded && (toServer.outputEnded || (closing() && toServer.senderEnded))) {
            end(FlowEnd.CLOSED, false);
        }
    }

    /** Ends the flow at once if the policy does not admit it any more; returns whether it did. */
    boolean revoked() {
        if (setting.judge(Direction.TO_SERVER).stillAdmits()) {
            return false;
        }
        end(FlowEnd.REVOKED, true);
        return true;
    }

    /** Ends the flow now, unless it is over. */
    void end(FlowEnd how, boolean reset) {
        if (over()) {
            return;
        }
        state = State.CLOSED;
        sides.toServer().lane.close();
        sides.toClient().lane.close();
        pressure.count();
        meters.closed(how);
        sides.toClient().end(reset);
        sides.toServer().end(reset);
        /* Comes last: a fault in here must leave neither buffers nor sockets behind. */
        setting.endJudges();
    }

    @Override
    public String toString() {
        return state.name();
    }
}
