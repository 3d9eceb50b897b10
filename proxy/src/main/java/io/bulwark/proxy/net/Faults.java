package io.bulwark.proxy.net;

import io.bulwark.proxy.relay.Flow;
import io.bulwark.proxy.relay.FlowEnd;
import java.lang.System.Logger.Level;

/** What happens when our own code throws: the flow ends closed, and the fault is logged, since it is a bug and no peer's doing. */
final class Faults {
    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private Faults() {}

    static void report(Flow flow, Throwable cause) {
        LOG.log(Level.ERROR, "a fault in the proxy ended " + flow, cause);
        flow.abort(FlowEnd.CUT);
    }
}
