package io.bulwark.policy.learn;

import io.bulwark.policy.SegmentType;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One kind of call as a coarser look has it.
 *
 * @param step how coarse; each step does all that the one before it does, and more
 * @param width how wide a look is taken at peers
 */
record Coarsening(int step, int width, OperationKey original, OperationFacts seen) {

    /** The coarsest step: one entry for each side, protocol and port. */
    static final int LAST = 7;

    private static final int IDS = 1;
    private static final int NUMBERED_WORDS = 2;
    private static final int THREE_PIECES = 3;
    private static final int ONE_PIECE = 4;
    private static final int NO_PIECE = 5;
    private static final int NO_RESOURCE = 6;
    private static final int NO_VERB = 7;
    /** Stands for any resource, and for any verb. */
    static final String EVERYTHING = "**";

    OperationKey key() {
        return key(step, original);
    }

    static OperationKey key(int step, OperationKey key) {
        if (step >= NO_RESOURCE || key.resource().equals(EVERYTHING)) {
            return new OperationKey(
                    key.side(), key.port(), key.protocol(), step >= NO_VERB ? EVERYTHING : key.verb(), EVERYTHING);
        }
        var segments = Segments.split(key.protocol(), key.resource());
        List<String> coarse = new ArrayList<>(segments.size());
        for (int place = 0; place < segments.size(); place++) {
            coarse.add(segment(step, place, segments.get(place), Segments.varies(key.protocol())));
        }
        return new OperationKey(
                key.side(), key.port(), key.protocol(), key.verb(), Segments.join(key.protocol(), coarse));
    }

    private static String segment(int step, int place, String segment, boolean varies) {
        int whole = step >= NO_PIECE ? 0 : step >= ONE_PIECE ? 1 : step >= THREE_PIECES ? 3 : Integer.MAX_VALUE;
        if (place >= whole && (varies || step >= NO_PIECE)) {
            return Kinds.variable(SegmentType.ANY);
        }
        if (Segments.variable(segment).isPresent() || segment.isEmpty() || !varies) {
            return segment;
        }
        var type = Segments.type(segment);
        if (step >= IDS && Kinds.isId(type)) {
            return Kinds.variable(type);
        }
        boolean numbered = segment.chars().anyMatch(c -> c >= '0' && c <= '9') || type == SegmentType.ANY;
        return step >= NUMBERED_WORDS && numbered ? Kinds.variable(type) : segment;
    }

    OperationFacts facts() {
        var peers = new TreeMap<String, Presence>();
        seen.peers().forEach((peer, presence) -> peers.merge(Peers.widen(peer, width), presence, Presence::join));
        return new OperationFacts(peers, seen.parameters(), seen.openParameters(), seen.contents(), segments());
    }

    private NavigableMap<Integer, Values> segments() {
        var values = new TreeMap<Integer, Values>();
        var key = key();
        if (key.resource().equals(EVERYTHING)) {
            return values;
        }
        var before = Segments.split(original.protocol(), original.resource());
        var after = Segments.split(key.protocol(), key.resource());
        for (int place = 0; place < after.size(); place++) {
            if (Segments.variable(after.get(place)).isEmpty()) {
                continue;
            }
            var known = seen.segments().get(place);
            values.put(place, known == null ? Values.of(Segments.unescape(before.get(place)), 1) : known);
        }
        return values;
    }
}
