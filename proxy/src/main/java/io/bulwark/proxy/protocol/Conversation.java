package io.bulwark.proxy.protocol;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/**
 * The reader of one flow's protocol in both directions: keeps requests and responses in step, has their fields read, and decides
 * through {@link Passage} what leaves. Lives on the flow's event loop.
 *
 * <p>It never throws on hostile bytes, never waits, and never keeps a view.
 */
public interface Conversation {
    /**
     * The next bytes of a lane. {@code view.offset()} continues where the last call ended, except after
     * {@link Passage#reread}, when it starts again at the first undecided byte. No calls come for a lane that passes
     * uninspected, nor after {@link Passage#finish} or {@link Passage#cut}.
     */
    void read(Direction direction, ByteView view);

    /**
     * The sender of this lane has closed its side. Called after its last bytes have been read, and again each time that they
     * have been read once more after {@link Passage#reread}.
     */
    void ended(Direction direction);

    /** Called a few times a second with the ticker's reading, for limits on slow messages. */
    void tick(long nowNanos);

    /** The proxy drains: asks the client, where the protocol has a way to, to begin nothing new on this flow. */
    default void drain() {}

    /** Whether no message is under way, so that the flow may be closed when the proxy drains. */
    boolean idle();
}
