package io.bulwark.proxy.protocol;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** Says step by step whether the first bytes of a flow can be those of one protocol. Keeps its state in fields. */
public interface Probe {
    /** The answer so far; the last two are final. */
    enum Answer {
        MORE,
        YES,
        NO
    }

    /** The next bytes of one direction; pieces of any size, in order within their direction. Not called after YES or NO. */
    Answer read(Direction direction, ByteView view);
}
