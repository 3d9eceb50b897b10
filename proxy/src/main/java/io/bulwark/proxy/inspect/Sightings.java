package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Fallback;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import io.bulwark.policy.UnusualKind;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.PaceMeter;
import io.bulwark.policy.learn.PaceMeter.Taken;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Unusual;
import io.bulwark.policy.proof.RecordedCall;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one event loop learns from its flows. Everything but {@link Board}'s own methods runs on that loop. */
public final class Sightings {
    private static final int MILLIS = 1000;

    private final @Nullable Learner learner;
    private final PaceMeter paces;
    private final InstantSource clock;
    private final Board board;
    private final String replica;

    /** Where a loop lays down what it has learned, and is told what is usual. Implemented for more than one thread. */
    public interface Board extends PaceMeter.Watch {
        /** Whether somebody waits for a copy. */
        boolean wanted();

        /** Whether the next call may be recorded. */
        default boolean recording() {
            return false;
        }

        /** Takes a call for the record; may drop it, and never waits. */
        default void record(RecordedCall call) {}

        /** A board at which nobody looks. */
        static Board nobody() {
            return new Nobody();
        }

        /** Takes a copy, of which the taker makes a profile on a thread of its own. */
        void post(Supplier<Profile> copy);
    }

    private record Nobody() implements Board {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void post(Supplier<Profile> copy) {}

        @Override
        public Profile known() {
            return Profile.none();
        }

        @Override
        public void tell(Unusual unusual) {}
    }

    private Sightings(@Nullable Learner learner, InstantSource clock, Board board, String replica) {
        this.learner = learner;
        this.clock = clock;
        this.board = board;
        this.replica = replica;
        paces = new PaceMeter();
    }

    /** Nothing is learned. */
    public static Sightings none() {
        return new Sightings(null, InstantSource.system(), new Nobody(), "");
    }

    /**
     * Learns within limits.
     *
     * @param replica the name of this loop since the process started
     */
    public static Sightings of(LearnerLimits limits, InstantSource clock, Board board, String replica) {
        return new Sightings(new Learner(limits), clock, board, replica);
    }

    /** Whether anything is learned. */
    boolean learning() {
        return learner != null;
    }

    /** Notes a call that is under way; returns a handle, zero if nothing is learned from it. */
    int sighting(FlowSide side, String peer, int port, Operation operation) {
        return learner == null ? 0 : learner.sighting(side, peer, port, operation);
    }

    /** Tells what was sent along with a call; null when it has no parameters that can be read. */
    void content(int handle, @Nullable Bytes parameters) {
        if (learner != null) {
            learner.content(handle, parameters);
        }
    }

    /** Tells how a call ended. */
    void outcome(int handle, FlowSide side, String peer, Taken taken) {
        if (learner == null || handle == 0) {
            return;
        }
        long now = now();
        learner.outcome(handle, taken.succeeded(), now);
        paces.ended(side, peer, taken, now, board);
    }

    /** The first way in which a peer that wants to make a call is far from what is known, and that policy denies; else null. */
    @Nullable
    UnusualKind unusual(FlowSide side, String peer, Map<UnusualKind, Fallback> table) {
        if (learner == null) {
            return null;
        }
        for (var kind : paces.asks(side, peer, now(), board)) {
            if (table.get(kind) == Fallback.DENY) {
                return kind;
            }
        }
        return null;
    }

    /** A call is denied because it is unusual. */
    void denied(String peer) {
        paces.denied(peer);
    }

    /** Teaches nothing by this call after all. */
    void forget(int handle) {
        if (learner != null) {
            learner.outcome(handle, false, 0);
        }
    }

    /** Whether the next call may be recorded. */
    boolean recording() {
        return learner != null && board.recording();
    }

    /** Copies a call for the record. Only where somebody asked for a record, so that this makes objects. */
    void record(FlowSide side, byte[] peer, int port, Operation operation) {
        if (operation.parts() > 0) {
            board.record(RecordedCall.of(side, peer, port, operation));
        }
    }

    /** Lays down a copy if one is wanted. */
    public void tick() {
        if (learner != null && board.wanted()) {
            var copy = learner.copy();
            var most = paces.paces();
            board.post(() -> copy.profile(replica).withPaces(most));
        }
    }

    private long now() {
        return Math.floorDiv(clock.millis(), MILLIS);
    }
}
