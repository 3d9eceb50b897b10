package io.bulwark.proxy.net;

import io.bulwark.proxy.identity.IdentityResolver;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.relay.Admission;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a data plane is made of.
 *
 * @param loops event loops, 1..64
 * @param maxFlows open flows over all loops, at least {@code loops}
 */
public record DataPlaneSpec(
        Transport transport,
        int loops,
        int maxFlows,
        List<Protocol> protocols,
        IdentityResolver identities,
        Admission admission,
        NetMeters meters,
        RandomGenerator random) {
    public DataPlaneSpec {
        protocols = List.copyOf(protocols);
    }

    NetParts parts() {
        return new NetParts(
                transport,
                protocols,
                identities,
                admission,
                meters,
                new FlowIds(random),
                Math.max(1, maxFlows / loops));
    }
}
