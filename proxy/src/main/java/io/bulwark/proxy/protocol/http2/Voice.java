package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.http.Outlet;
import java.util.ArrayList;
import java.util.List;

/** What Bulwark itself says in one direction: never before the first SETTINGS of the side in whose name it speaks. */
final class Voice {
    /** How many bytes may wait for these SETTINGS. */
    private static final int MAX_EARLY = 64 * 1024;

    private final Outlet outlet;
    private final List<byte[]> early = new ArrayList<>(0);
    private int earlyBytes;
    private boolean open;

    Voice(Outlet outlet) {
        this.outlet = outlet;
    }

    /** The first SETTINGS have passed. */
    void open() {
        open = true;
        early.forEach(outlet::insert);
        early.clear();
    }

    boolean isOpen() {
        return open;
    }

    /** Puts frames into the lane, now or as soon as they may come; false when too much waits. */
    boolean say(byte[] frames) {
        if (open) {
            outlet.insert(frames);
            return true;
        }
        earlyBytes += frames.length;
        if (earlyBytes > MAX_EARLY) {
            return false;
        }
        early.add(frames);
        return true;
    }
}
