package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a learner has noted of the calls that end at one place of its tree with one verb. */
final class Cell {
    /** What a cell takes, about, without what it holds. */
    static final int BYTES = 112;

    private static final int PEER_BYTES = 80;

    /** How many names of contents may have come once only before they are taken for noise, or for names that vary. */
    private static final int FEW_SINGLES = 8;

    private static final int SINGLES_IN = 100;
    private static final int ENOUGH_CONTENTS = 30;

    /** When and how often one peer came. */
    private static final class PeerCell {
        private final int peer;
        private long count;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private final long[] hours = new long[3];

        private PeerCell(int peer) {
            this.peer = peer;
        }

        private PeerCell copy() {
            var copy = new PeerCell(peer);
            copy.count = count;
            copy.first = first;
            copy.last = last;
            System.arraycopy(hours, 0, copy.hours, 0, hours.length);
            return copy;
        }
    }

    private final byte[] verb;
    private PeerCell[] peers = new PeerCell[0];
    private NamedValues parameters = new NamedValues(NamedValues.WhenFull.OPEN);
    private NamedValues contents = new NamedValues(NamedValues.WhenFull.REPLACE);
    private long contentsRead;

    Cell(byte[] verb) {
        this.verb = verb;
    }

    boolean isOf(Bytes bytes, int from, int to) {
        return Text.same(verb, bytes, from, to);
    }

    byte[] verb() {
        return verb;
    }

    /** Notes a call; returns how much bigger that has made the cell. */
    int add(int peer, long count, long now) {
        int growth = 0;
        var cell = peer(peer);
        if (cell == null) {
            cell = new PeerCell(peer);
            peers = Arrays.copyOf(peers, peers.length + 1);
            peers[peers.length - 1] = cell;
            growth = PEER_BYTES;
        }
        cell.count += count;
        cell.first = Math.min(cell.first, now);
        cell.last = Math.max(cell.last, now);
        int hour = Hours.of(now);
        cell.hours[hour >> 6] |= 1L << hour;
        return growth;
    }

    private @Nullable PeerCell peer(int peer) {
        for (var cell : peers) {
            if (cell.peer == peer) {
                return cell;
            }
        }
        return null;
    }

    /** What stood beside verb and resource. */
    NamedValues parameters() {
        return parameters;
    }

    /** What stood in contents. */
    NamedValues contents() {
        return contents;
    }

    /** A content was read. */
    void contentRead() {
        contentsRead++;
    }

    /** Adds all that another cell has noted; returns how much bigger that has made this one. */
    int add(Cell other) {
        int growth = 0;
        for (var theirs : other.peers) {
            growth += add(theirs.peer, theirs.count, theirs.first);
            var cell = peer(theirs.peer);
            if (cell != null) {
                cell.last = Math.max(cell.last, theirs.last);
                for (int i = 0; i < cell.hours.length; i++) {
                    cell.hours[i] |= theirs.hours[i];
                }
            }
        }
        contentsRead += other.contentsRead;
        return growth + parameters.add(other.parameters) + contents.add(other.contents);
    }

    /** A cell of its own that knows the same. */
    Cell copy() {
        var copy = new Cell(verb);
        copy.peers = new PeerCell[peers.length];
        for (int i = 0; i < peers.length; i++) {
            copy.peers[i] = peers[i].copy();
        }
        copy.parameters = parameters.copy();
        copy.contents = contents.copy();
        copy.contentsRead = contentsRead;
        return copy;
    }

    /** What the cell takes, about. */
    long bytes() {
        return BYTES + verb.length + (long) PEER_BYTES * peers.length + parameters.bytes() + contents.bytes();
    }

    OperationFacts facts(String replica, List<String> peerNames, NavigableMap<Integer, Values> segments) {
        var presences = new TreeMap<String, Presence>();
        for (var cell : peers) {
            var presence = new Presence(
                    Counts.of(replica, cell.count),
                    cell.first,
                    cell.last,
                    new Hours(cell.hours[0], cell.hours[1], cell.hours[2]));
            presences.merge(peerNames.get(cell.peer), presence, Presence::plus);
        }
        return new OperationFacts(
                presences, parameters.parameters(replica, 1), parameters.isOpen(), contents(replica), segments);
    }

    /**
     * Names that come once are rare fields while they are few, noise of somebody who makes them up while they are few of all, and beyond
     * that names that vary, which no list can hold. What only a few contents had says nothing of that yet.
     */
    private Contents contents(String replica) {
        long singles = contents.singles();
        boolean tell = contentsRead >= ENOUGH_CONTENTS || contents.hasReplaced();
        boolean vary = tell && singles > Math.max(FEW_SINGLES, contentsRead / SINGLES_IN);
        return new Contents(
                contentsRead == 0 ? Counts.NONE : Counts.of(replica, contentsRead),
                contents.parameters(replica, tell && singles > FEW_SINGLES ? 2 : 1),
                vary || contents.isOpen());
    }
}
