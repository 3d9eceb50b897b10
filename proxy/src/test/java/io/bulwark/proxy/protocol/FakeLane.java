package io.bulwark.proxy.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One lane of a {@link FakeFlow}: what was received, how far it is decided, and what left. */
final class FakeLane {
    /** Bytes of which a range can be had without a copy of all. */
    private static final class Received extends ByteArrayOutputStream {
        private byte[] range(int from, int to) {
            return Arrays.copyOfRange(buf, from, to);
        }
    }

    private final Received received = new Received();
    private final ByteArrayOutputStream left = new ByteArrayOutputStream();
    private int decided;
    private @Nullable Uninspected unread;
    private boolean reread;
    private boolean ended;

    void receive(byte[] bytes) {
        received.writeBytes(bytes);
        if (unread != null) {
            clear(received.size());
        }
    }

    void clear(long upTo) {
        require(upTo);
        left.writeBytes(received.range(decided, (int) upTo));
        decided = (int) upTo;
    }

    void discard(long upTo) {
        require(upTo);
        decided = (int) upTo;
    }

    private void require(long upTo) {
        if (upTo < decided || upTo > received.size()) {
            throw new AssertionError("decided up to " + upTo + ", must be " + decided + ".." + received.size());
        }
    }

    void insert(byte[] bytes) {
        left.writeBytes(bytes);
    }

    void passUninspected(Uninspected why) {
        unread = why;
        clear(received.size());
    }

    @Nullable
    Uninspected unread() {
        return unread;
    }

    void askReread() {
        reread = true;
    }

    /** Whether a reread was asked for since the last time. */
    boolean takeReread() {
        var asked = reread;
        reread = false;
        return asked;
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    long received() {
        return received.size();
    }

    long decided() {
        return decided;
    }

    byte[] undecided() {
        return received.range(decided, received.size());
    }

    byte[] left() {
        return left.toByteArray();
    }
}
