package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what each peer does within a minute, and compares it with what is known. Owned by one event loop. */
public final class PaceMeter {
    /* Until a profile has seen enough to call anything usual, nothing is unusual. After that a minute is told of once for each thing
     * that goes over TIMES what was seen in the busiest minute before, and over a floor below which nobody cares. */

    private static final int MAX_PEERS = 128;
    private static final int MINUTE = 60;
    private static final int TIMES = 3;
    private static final long FLOOR = 30;
    private static final long FLOOR_PEERS = 5;
    private static final long FLOOR_BYTES = 1 << 20;
    private static final long ENOUGH_CALLS = 1000;

    private final Map<String, Minute> minutes = new HashMap<>();
    private final TreeMap<String, Pace> most = new TreeMap<>();
    private long knownCalls;

    /** Who knows what is usual, and wants to hear of what is not. */
    public interface Watch {
        /** What is known. */
        Profile known();

        /** Tells of something that is far from it. */
        void tell(Unusual unusual);
    }

    private static final class Minute {
        private final EnumSet<Unusual.What> told = EnumSet.noneOf(Unusual.What.class);
        private long start = Long.MIN_VALUE;
        private long calls;
        private long failures;
        private long peers;
        private long bytes;
        private @Nullable Pace usual;
        private boolean introduced;

        private Pace pace() {
            return new Pace(calls, failures, peers, bytes);
        }
    }

    /**
     * A call has ended.
     *
     * @param bytes how many bytes its answer had
     * @param now in seconds since 1970
     */
    public void ended(FlowSide side, String peer, boolean succeeded, long bytes, long now, Watch watch) {
        var known = watch.known();
        var all = minute(side.word(), now, known);
        var own = minute(peer, now, known);
        if (all == null || own == null) {
            return;
        }
        if (all.calls == 0) {
            knownCalls = known.total();
        }
        all.peers += own.calls == 0 ? 1 : 0;
        own.peers = 1;
        add(all, succeeded, bytes);
        add(own, succeeded, bytes);
        if (knownCalls >= ENOUGH_CALLS) {
            compare(side, peer, own, watch);
            exceeds(side, side.word(), all, Unusual.What.FAN_OUT, watch);
        }
    }

    private static void add(Minute minute, boolean succeeded, long bytes) {
        minute.calls++;
        minute.failures += succeeded ? 0 : 1;
        minute.bytes += bytes;
    }

    private @Nullable Minute minute(String name, long now, Profile known) {
        var minute = minutes.get(name);
        if (minute == null) {
            if (minutes.size() >= MAX_PEERS) {
                return null;
            }
            minute = new Minute();
            minutes.put(name, minute);
        }
        long start = now - Math.floorMod(now, MINUTE);
        if (start != minute.start) {
            keep(name, minute);
            minute.start = start;
            minute.calls = 0;
            minute.failures = 0;
            minute.peers = 0;
            minute.bytes = 0;
            minute.told.clear();
            minute.usual = known.paces().get(Peers.widen(name, known.width()));
        }
        return minute;
    }

    private void keep(String name, Minute minute) {
        if (minute.calls > 0) {
            most.merge(name, minute.pace(), Pace::join);
        }
    }

    private static void compare(FlowSide side, String peer, Minute own, Watch watch) {
        if (own.usual == null) {
            if (!own.introduced) {
                own.introduced = true;
                watch.tell(new Unusual(side, peer, Unusual.What.NEW_PEER, 0, own.calls));
            }
            return;
        }
        exceeds(side, peer, own, Unusual.What.RATE, watch);
        exceeds(side, peer, own, Unusual.What.FAILURES, watch);
        exceeds(side, peer, own, Unusual.What.VOLUME, watch);
    }

    private static void exceeds(FlowSide side, String peer, Minute minute, Unusual.What what, Watch watch) {
        var usual = minute.usual;
        if (usual == null) {
            return;
        }
        long before = 0;
        long actual = 0;
        long floor = FLOOR;
        switch (what) {
            case NEW_PEER -> {}
            case RATE -> {
                before = usual.calls();
                actual = minute.calls;
            }
            case FAILURES -> {
                before = usual.failures();
                actual = minute.failures;
            }
            case VOLUME -> {
                before = usual.bytes();
                actual = minute.bytes;
                floor = FLOOR_BYTES;
            }
            case FAN_OUT -> {
                before = usual.peers();
                actual = minute.peers;
                floor = FLOOR_PEERS;
            }
        }
        if (actual > Math.max(floor, TIMES * before) && minute.told.add(what)) {
            watch.tell(new Unusual(side, peer, what, before, actual));
        }
    }

    /** The busiest minute of each peer so far, and of each side under its word. */
    public NavigableMap<String, Pace> paces() {
        minutes.forEach(this::keep);
        return new TreeMap<>(most);
    }
}
