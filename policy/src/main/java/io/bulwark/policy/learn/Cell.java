package io.bulwark.policy.learn;

import io.bulwark.policy.Bytes;
import java.nio.charset.StandardCharsets;
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
    private static final int NAME_BYTES = 72;

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

    /** One name and what stood under it. */
    private static final class Named {
        private final byte[] name;
        private final ValueSketch values;
        private long count;
        private long lastCall;
        private boolean repeated;

        private Named(byte[] name, ValueSketch values) {
            this.name = name;
            this.values = values;
        }

        private Named copy() {
            var copy = new Named(name, values.copy());
            copy.count = count;
            copy.lastCall = lastCall;
            copy.repeated = repeated;
            return copy;
        }
    }

    private final byte[] verb;
    private PeerCell[] peers = new PeerCell[0];
    private Named[] parameters = new Named[0];
    private boolean openParameters;

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

    /**
     * Notes what stood under a name; returns how much bigger that has made the cell.
     *
     * @param call a number of the call, to tell whether it has the name twice
     */
    int add(Text name, Bytes value, int from, int to, long call) {
        if (openParameters) {
            return 0;
        }
        for (var known : parameters) {
            if (Text.same(known.name, name, 0, name.length())) {
                known.repeated |= known.lastCall == call;
                known.count += known.lastCall == call ? 0 : 1;
                known.lastCall = call;
                return known.values.add(value, from, to, 1);
            }
        }
        if (parameters.length == OperationFacts.MAX_PARAMETERS || name.length() > Segments.MAX_LITERAL) {
            int freed = parameters.length * NAME_BYTES;
            openParameters = true;
            parameters = new Named[0];
            return -freed;
        }
        var named = new Named(Text.copy(name, 0, name.length()), new ValueSketch());
        named.count = 1;
        named.lastCall = call;
        parameters = Arrays.copyOf(parameters, parameters.length + 1);
        parameters[parameters.length - 1] = named;
        return NAME_BYTES + name.length() + ValueSketch.BYTES + named.values.add(value, from, to, 1);
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
        openParameters |= other.openParameters;
        for (var theirs : other.parameters) {
            growth += add(theirs);
        }
        if (openParameters) {
            parameters = new Named[0];
        }
        return growth;
    }

    private int add(Named theirs) {
        for (var known : parameters) {
            if (Arrays.equals(known.name, theirs.name)) {
                known.count += theirs.count;
                known.repeated |= theirs.repeated;
                known.values.add(theirs.values);
                return 0;
            }
        }
        if (parameters.length == OperationFacts.MAX_PARAMETERS) {
            openParameters = true;
            return 0;
        }
        parameters = Arrays.copyOf(parameters, parameters.length + 1);
        parameters[parameters.length - 1] = theirs;
        return NAME_BYTES + theirs.name.length + ValueSketch.BYTES;
    }

    /** A cell of its own that knows the same. */
    Cell copy() {
        var copy = new Cell(verb);
        copy.peers = new PeerCell[peers.length];
        for (int i = 0; i < peers.length; i++) {
            copy.peers[i] = peers[i].copy();
        }
        copy.parameters = new Named[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            copy.parameters[i] = parameters[i].copy();
        }
        copy.openParameters = openParameters;
        return copy;
    }

    /** What the cell takes, about. */
    long bytes() {
        long sum = BYTES + verb.length + (long) PEER_BYTES * peers.length;
        for (var parameter : parameters) {
            sum += NAME_BYTES + parameter.name.length + parameter.values.bytes();
        }
        return sum;
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
        var named = new TreeMap<String, Parameter>();
        for (var parameter : parameters) {
            named.merge(
                    new String(parameter.name, StandardCharsets.UTF_8),
                    new Parameter(Counts.of(replica, parameter.count), parameter.values.values(), parameter.repeated),
                    Parameter::plus);
        }
        return new OperationFacts(presences, named, openParameters, segments);
    }
}
