package io.bulwark.proxy.net;

import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.relay.FlowMeters;

/** What listeners count, and where their flows get their meters. Callable on any loop. */
public interface NetMeters {
    /** A connection became a flow. */
    void admitted(FlowInfo.Side side);

    /** A connection was closed before it became a flow. */
    void refused(FlowInfo.Side side, Admission.Reason reason);

    /** The change of the bytes that were let through and that no socket has taken yet; told a few times a second. */
    void unsentChanged(long byteCount);

    /** The meters of flows on one side; shared by them. */
    FlowMeters flows(FlowInfo.Side side);
}
