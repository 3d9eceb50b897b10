package io.bulwark.proxy.net;

import io.bulwark.proxy.identity.IdentityResolver;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.relay.Admission;
import java.util.List;

/** What all loops share; every part is safe on any thread. */
record NetParts(
        Transport transport,
        List<Protocol> protocols,
        IdentityResolver identities,
        Admission admission,
        NetMeters meters,
        FlowIds ids,
        int maxFlowsPerLoop) {}
