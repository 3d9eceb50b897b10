package io.bulwark.proxy.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One lane of a {@link FakeFlow}: what was received, how far it is decided, and what left. */
final class FakeLane {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
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
        left.write(received.toByteArray(), decided, (int) upTo - decided);
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
        return Arrays.copyOfRange(received.toByteArray(), decided, received.size());
    }

    byte[] left() {
        return left.toByteArray();
    }
}
