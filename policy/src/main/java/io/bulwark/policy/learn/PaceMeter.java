package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.UnusualKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what each peer does within a minute, and compares it with what is known. Owned by one event loop. */
public final class PaceMeter {
    /* Until a profile has seen enough to call anything usual, nothing is unusual. After that a minute is told of once for each thing
     * that goes over TIMES what was seen in the busiest minute before, and over a floor below which nobody cares. A minute of which
     * something was denied teaches nothing: else whoever is held back would raise what is usual, a little more each time. */

    private static final int MAX_PEERS = 128;
    private static final int MINUTE = 60;
    private static final int TIMES = 3;
    private static final long FLOOR = 30;
    private static final long FLOOR_PEERS = 5;
    private static final long FLOOR_BYTES = 1 << 20;
    private static final long FLOOR_RECORDS = 1000;
    private static final long ENOUGH_CALLS = 1000;

    private final Map<String, Minute> minutes = new HashMap<>();
    private final TreeMap<String, Pace> most = new TreeMap<>();
    private final EnumSet<UnusualKind> asked = EnumSet.noneOf(UnusualKind.class);
    private final Set<UnusualKind> answer = Collections.unmodifiableSet(asked);
    private long knownCalls;

    /** Who knows what is usual, and wants to hear of what is not. */
    public interface Watch {
        /** What is known. */
        Profile known();

        /** Tells of something that is far from it. */
        void tell(Unusual unusual);
    }

    private static final class Minute {
        private final EnumSet<UnusualKind> told = EnumSet.noneOf(UnusualKind.class);
        private long start = Long.MIN_VALUE;
        private long calls;
        private long failures;
        private long peers;
        private long bytes;
        private long records;
        private @Nullable Pace usual;
        private boolean introduced;
        private boolean denied;

        private Pace pace() {
            return new Pace(calls, failures, peers, bytes, records);
        }

        private void begin(long now) {
            start = now;
            calls = 0;
            failures = 0;
            peers = 0;
            bytes = 0;
            records = 0;
            denied = false;
            told.clear();
        }
    }

    /** What one call took: bytes and records of its answer. */
    public record Taken(boolean succeeded, long bytes, long records) {}

    /**
     * A call has ended.
     *
     * @param now in seconds since 1970
     */
    public void ended(FlowSide side, String peer, Taken taken, long now, Watch watch) {
        var known = watch.known();
        var all = minute(side.word(), now, known);
        var own = minute(peer, now, known);
        if (all == null || own == null) {
            return;
        }
        all.peers += own.calls == 0 ? 1 : 0;
        own.peers = 1;
        add(all, taken);
        add(own, taken);
        if (knownCalls >= ENOUGH_CALLS) {
            compare(side, peer, own, watch);
            exceeds(side, side.word(), all, UnusualKind.FAN_OUT, watch);
        }
    }

    /**
     * In which ways a peer that wants to make a call is far from what is known, in this minute. What is answered is lent until the
     * next question. Makes no object for peers that were asked about before.
     */
    public Set<UnusualKind> asks(FlowSide side, String peer, long now, Watch watch) {
        asked.clear();
        var known = watch.known();
        var all = minute(side.word(), now, known);
        var own = minute(peer, now, known);
        if (knownCalls < ENOUGH_CALLS) {
            return answer;
        }
        if (own == null) {
            asked.add(news(side, peer));
            return answer;
        }
        compare(side, peer, own, watch);
        asked.addAll(own.told);
        if (own.usual == null) {
            asked.add(news(side, peer));
        }
        if (all != null) {
            asked.addAll(all.told);
        }
        return answer;
    }

    /** A call of this peer is denied because it is unusual. */
    public void denied(String peer) {
        var own = minutes.get(peer);
        if (own != null) {
            own.denied = true;
        }
    }

    private static void add(Minute minute, Taken taken) {
        minute.calls++;
        minute.failures += taken.succeeded ? 0 : 1;
        minute.bytes += taken.bytes;
        minute.records += taken.records;
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
            minute.begin(start);
            minute.usual = known.paces().get(Peers.widen(name, known.width()));
            knownCalls = known.total();
        }
        return minute;
    }

    private void keep(String name, Minute minute) {
        if (minute.calls > 0 && !minute.denied) {
            most.merge(name, minute.pace(), Pace::join);
        }
    }

    private static void compare(FlowSide side, String peer, Minute own, Watch watch) {
        if (own.usual == null) {
            if (!own.introduced) {
                own.introduced = true;
                watch.tell(new Unusual(side, peer, news(side, peer), 0, Math.max(1, own.calls)));
            }
            return;
        }
        exceeds(side, peer, own, UnusualKind.RATE, watch);
        exceeds(side, peer, own, UnusualKind.FAILURES, watch);
        exceeds(side, peer, own, UnusualKind.VOLUME, watch);
        exceeds(side, peer, own, UnusualKind.RECORDS, watch);
    }

    private static UnusualKind news(FlowSide side, String peer) {
        return side == FlowSide.EGRESS && Peers.isOutside(peer) ? UnusualKind.NEW_OUTSIDE : UnusualKind.NEW_PEER;
    }

    private static void exceeds(FlowSide side, String peer, Minute minute, UnusualKind what, Watch watch) {
        var usual = minute.usual;
        if (usual == null) {
            return;
        }
        long before = before(what, usual);
        long actual = actual(what, minute);
        if (actual > Math.max(floor(what), TIMES * before) && minute.told.add(what)) {
            watch.tell(new Unusual(side, peer, what, before, actual));
        }
    }

    private static long before(UnusualKind what, Pace pace) {
        return switch (what) {
            case NEW_PEER, NEW_OUTSIDE -> 0;
            case RATE -> pace.calls();
            case FAILURES -> pace.failures();
            case VOLUME -> pace.bytes();
            case RECORDS -> pace.records();
            case FAN_OUT -> pace.peers();
        };
    }

    private static long actual(UnusualKind what, Minute minute) {
        return switch (what) {
            case NEW_PEER, NEW_OUTSIDE -> 0;
            case RATE -> minute.calls;
            case FAILURES -> minute.failures;
            case VOLUME -> minute.bytes;
            case RECORDS -> minute.records;
            case FAN_OUT -> minute.peers;
        };
    }

    private static long floor(UnusualKind what) {
        return switch (what) {
            case NEW_PEER, NEW_OUTSIDE, RATE, FAILURES -> FLOOR;
            case VOLUME -> FLOOR_BYTES;
            case RECORDS -> FLOOR_RECORDS;
            case FAN_OUT -> FLOOR_PEERS;
        };
    }

    /** The busiest minute of each peer so far, and of each side under its word. */
    public NavigableMap<String, Pace> paces() {
        minutes.forEach(this::keep);
        return new TreeMap<>(most);
    }
}
