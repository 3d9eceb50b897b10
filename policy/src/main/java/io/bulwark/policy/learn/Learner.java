package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import io.bulwark.policy.learn.Learned.Root;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one event loop has learned of the calls that it carried: bounded, without a lock, owned by that loop. */
public final class Learner {
    /* A call is copied when it is seen and learned from when it has succeeded, so that what never succeeds takes a slot for as long as
     * it is under way, and nothing else. A handle is a slot and how often it was used: an end that comes for a call whose slot was given
     * to another one since teaches nothing. What was learned is a tree of resources whose places become variables as they
     * fill (Node). Once the tree is full, what came only once is forgotten; if that frees nothing, new things are not
     * learned, and are counted. */

    private static final int MAX_ROOTS = 48;
    private static final int MAX_PEERS = 128;
    private static final int PEER_BYTES = 120;
    private static final int GENERATIONS = 0x3FFFF;
    private static final int SLOT_BITS = 12;
    private static final long SWEEP_SECONDS = 30;
    private final LearnerLimits limits;
    private final Caps caps;
    private final Node.Growth growth = new Node.Growth();
    private final PendingCall[] slots;
    private final int[] free;
    private int freeCount;
    private int taken = -1;
    private int pendingBytes;
    private final List<Root> roots = new ArrayList<>();
    private final Map<String, Integer> peers = new HashMap<>();
    private final List<String> peerNames = new ArrayList<>();
    private final FactNotes facts = new FactNotes();
    private long calls;
    private long learned;
    private long unlearned;
    private long nextSweep = Long.MIN_VALUE;

    public Learner(LearnerLimits limits) {
        this.limits = limits;
        caps = new Caps(limits.treeBytes());
        slots = new PendingCall[limits.pendingCalls()];
        free = new int[slots.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new PendingCall();
            free[freeCount++] = slots.length - 1 - i;
        }
    }

    /**
     * Notes that a call is under way.
     *
     * @param peer who makes it, as rules name peers; for calls that go out, whom it is made to
     * @return a handle for {@link #outcome}; zero if the call is not learned from
     */
    public int sighting(FlowSide side, String peer, int port, Operation operation) {
        int index = slot();
        var slot = slots[index];
        int grown = slot.take(operation, limits.pendingBytes() - pendingBytes);
        if (grown < 0) {
            unlearned++;
            giveBack(index);
            return 0;
        }
        pendingBytes += grown;
        slot.of(side, port, peerIndex(peer));
        return 1 + index + (slot.generation() & GENERATIONS) * (1 << SLOT_BITS);
    }

    /** A slot that is free, or else one after the other those that are taken, so that each has its time. */
    private int slot() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        taken = (taken + 1) % slots.length;
        slots[taken].close();
        unlearned++;
        return taken;
    }

    private void giveBack(int index) {
        slots[index].close();
        free[freeCount++] = index;
    }

    /**
     * Tells what was sent along with the call that has this handle, before its end is told.
     *
     * @param parameters in the form of a query; null when there are none that can be read
     */
    public void content(int handle, @Nullable Bytes parameters) {
        int index = indexOf(handle);
        if (index >= 0) {
            pendingBytes += slots[index].content(parameters, facts.ofContents(), limits.pendingBytes() - pendingBytes);
        }
    }

    /**
     * Tells how the call ended that has this handle; only what succeeded is learned.
     *
     * @param now in seconds since 1970
     */
    public void outcome(int handle, boolean succeeded, long now) {
        int index = indexOf(handle);
        if (index < 0) {
            return;
        }
        if (succeeded) {
            learn(slots[index], now);
        }
        giveBack(index);
    }

    /** Who made the call that has this handle, as it was given; empty if the handle does not hold any more. */
    public String peerOf(int handle) {
        int index = indexOf(handle);
        return index < 0 ? "" : peerNames.get(slots[index].peer());
    }

    /** The slot that a handle is for; negative if that was given to another call since. */
    private int indexOf(int handle) {
        if (handle <= 0) {
            return -1;
        }
        int index = (handle - 1) & ((1 << SLOT_BITS) - 1);
        int generation = (handle - 1) >>> SLOT_BITS;
        if (index >= slots.length) {
            return -1;
        }
        var slot = slots[index];
        return slot.isOpen() && (slot.generation() & GENERATIONS) == generation ? index : -1;
    }

    private void learn(PendingCall call, long now) {
        calls++;
        if (caps.full()) {
            sweep(now);
        }
        var root = root(call);
        boolean whole = root != null;
        for (int part = 0; part < call.parts() && root != null; part++) {
            whole &= learn(root, call, part, now);
        }
        if (whole) {
            learned++;
        } else {
            unlearned++;
        }
    }

    private boolean learn(Root root, PendingCall call, int part, long now) {
        long before = growth.bytes();
        var cell = walk(root, call, part);
        if (cell != null) {
            growth.add(cell.add(call.peer(), 1, now));
            if (!caps.full()) {
                growth.add(facts.note(cell, call, calls, caps.hasRoom()));
            }
        }
        caps.grown(growth.bytes() - before);
        return cell != null;
    }

    private @Nullable Cell walk(Root root, PendingCall call, int part) {
        Bytes text = call.text();
        char separator = Segments.separator(root.protocol());
        int at = call.verbTo(part);
        int end = call.resourceTo(part);
        if (Segments.leads(root.protocol())) {
            if (at == end || text.get(at) != '/') {
                return null;
            }
            at++;
        }
        var node = root.node();
        node.counted();
        for (int depth = 0; at <= end; depth++) {
            int stop = at;
            while (stop < end && (separator == 0 || text.get(stop) != separator)) {
                stop++;
            }
            var next =
                    depth == Segments.MAX ? null : node.next(text, at, stop, stop == end, separator != 0, caps, growth);
            if (next == null) {
                return null;
            }
            next.counted();
            node = next;
            at = stop + 1;
        }
        return node.cell(text, call.verbFrom(part), call.verbTo(part), caps, growth);
    }

    private @Nullable Root root(PendingCall call) {
        for (var root : roots) {
            if (root.port() == call.port()
                    && root.protocol().equals(call.protocol())
                    && root.side().equals(call.side())) {
                return root;
            }
        }
        if (roots.size() == MAX_ROOTS || caps.full()) {
            return null;
        }
        var root = new Root(call.side(), call.port(), call.protocol(), new Node(new byte[0], 0, Group.OTHER));
        roots.add(root);
        return root;
    }

    private int peerIndex(String peer) {
        var known = peers.get(peer);
        if (known != null) {
            return known;
        }
        if (peers.size() >= MAX_PEERS) {
            var wide = Peers.widen(peer, Peers.WIDEST);
            var index = peers.get(wide);
            if (index != null) {
                return index;
            }
            return add(wide);
        }
        return add(peer);
    }

    private int add(String peer) {
        peers.put(peer, peerNames.size());
        peerNames.add(peer);
        return peerNames.size() - 1;
    }

    /** Makes room by forgetting what came only once; not more often than is worth the walk. */
    private void sweep(long now) {
        if (now < nextSweep) {
            return;
        }
        nextSweep = now + SWEEP_SECONDS;
        roots.forEach(root -> root.node().forgetSingles());
        caps.used(roots.stream().mapToLong(root -> root.node().bytes()).sum());
    }

    /** All that was learned up to now, for whoever makes a profile of it: that takes a while, copying does not. */
    public Learned copy() {
        return new Learned(roots.stream().map(Root::copy).toList(), List.copyOf(peerNames));
    }

    /**
     * The same as a profile, made here and now.
     *
     * @param replica the name of this learner since its start, see {@link Replica}
     */
    public Profile profile(String replica) {
        return new Learned(roots, peerNames).profile(replica);
    }

    /** How many calls were learned from. */
    public long learned() {
        return learned;
    }

    /** How many calls succeeded and were not learned from because there was no room. */
    public long unlearned() {
        return unlearned;
    }

    /** What this takes, about, in bytes. */
    public long bytes() {
        return caps.used() + pendingBytes + 200L * slots.length + (long) PEER_BYTES * peers.size() + FactNotes.BYTES;
    }
}
