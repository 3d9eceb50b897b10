package io.bulwark.proxy.detect;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a flow's protocol by asking one probe a protocol, piece by piece, of whichever side speaks first.
 *
 * <p>The server is dialled at accept and both sides are read, so that a server that speaks first is recognised by its
 * greeting and no timer has to guess. A probe that has answered is not asked again.
 */
public final class Detector {
    private final List<Protocol> candidates;
    private final List<Probe> probes;

    /** @param protocols in order of preference: the first that recognises the bytes wins */
    public Detector(List<Protocol> protocols) {
        candidates = new ArrayList<>(protocols);
        probes = new ArrayList<>(protocols.size());
        for (var protocol : protocols) {
            probes.add(protocol.newProbe());
        }
    }

    /** A detector that has been told: the first byte of either side is this protocol's. */
    public static Detector declared(Protocol protocol) {
        return new Detector(List.of(protocol), List.of((_, _) -> Probe.Answer.YES));
    }

    private Detector(List<Protocol> candidates, List<Probe> probes) {
        this.candidates = candidates;
        this.probes = probes;
    }

    /** Reads the next bytes of one direction. Not to be called after an answer other than {@link Detection.NotYet}. */
    public Detection read(Direction direction, ByteView view) {
        for (var index = 0; index < probes.size(); ) {
            switch (probes.get(index).read(direction, view)) {
                case YES -> {
                    return new Detection.Matched(candidates.get(index));
                }
                case NO -> {
                    probes.remove(index);
                    candidates.remove(index);
                }
                case MORE -> index++;
            }
        }
        return probes.isEmpty() ? Detection.UNRECOGNISED : Detection.NOT_YET;
    }
}
