package io.bulwark.proxy.relay;

import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.Direction;

/** What a flow counts. Called on the event loop of the flow. */
public interface FlowMeters {
    /** Bytes that left the proxy in this direction. */
    void forwarded(Direction direction, long byteCount);

    /** Bytes that left although nobody could read them, or their content. */
    void uninspected(Uninspected why, long byteCount);

    /** The change of the buffer memory that flows hold. */
    void heldChanged(long byteCount);

    /** The flow is over. */
    void closed(FlowEnd end);
}
