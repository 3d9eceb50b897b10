package io.bulwark.proxy.relay;

import io.netty.buffer.ByteBuf;

/** One of the two sockets of a flow, as the relay sees it. Called on the event loop of the flow only. */
public interface Endpoint {
    /** Takes ownership of the bytes and queues them for sending. */
    void write(ByteBuf bytes);

    /** Sends what was written. */
    void flush();

    /** Whether the socket can take more without piling bytes up. */
    boolean writable();

    /** How many bytes were written here that the socket has not taken yet. */
    long unsent();

    /** Turns reading on or off. */
    void reading(boolean on);

    /** Sends what was written, then a FIN; reading goes on. */
    void endOutput();

    /** Closes when everything written has been sent. */
    void close();

    /** Closes at once with a reset: the other side must not take what it got for complete. */
    void reset();
}
