package io.bulwark.proxy;

import io.bulwark.proxy.config.ListenerConfig;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.net.DataPlaneSpec;
import io.bulwark.proxy.net.ListenerSpec;
import io.bulwark.proxy.net.NetMeters;
import io.bulwark.proxy.net.OwnAddresses;
import io.bulwark.proxy.net.Transport;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.relay.Admission;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns the words of a configuration into the terms of the data plane. */
final class DataPlanes {
    private DataPlanes() {}

    static DataPlaneSpec spec(ProxyConfig config, Transport transport, NetMeters meters) {
        return new DataPlaneSpec(
                transport,
                config.loops(),
                config.maxFlows(),
                Protocols.all(),
                Peer.External::new,
                new Admission(ownPorts(config), new OwnAddresses(System::nanoTime)),
                meters,
                new SecureRandom());
    }

    static Set<Integer> ownPorts(ProxyConfig config) {
        var ports = new HashSet<Integer>();
        ports.add(config.admin().getPort());
        config.status().ifPresent(status -> ports.add(status.address().getPort()));
        for (var listener : config.listeners()) {
            ports.add(listener.address().getPort());
        }
        ports.remove(0);
        return ports;
    }

    static List<ListenerSpec> listeners(ProxyConfig config) {
        return config.listeners().stream().map(DataPlanes::listener).toList();
    }

    private static ListenerSpec listener(ListenerConfig config) {
        var side = switch (config.side()) {
            case INGRESS -> FlowInfo.Side.INGRESS;
            case EGRESS -> FlowInfo.Side.EGRESS;
        };
        var route = switch (config.mode()) {
            case ListenerConfig.Mode.Transparent _ -> new ListenerSpec.Route.Intercepted();
            case ListenerConfig.Mode.Explicit(var to) ->
                new ListenerSpec.Route.Fixed(new Destination(to.getAddress(), to.getPort()));
        };
        var declared = new HashMap<Integer, Protocol>();
        config.protocols().forEach((port, protocol) -> declared.put(port, Protocols.declared(protocol)));
        return new ListenerSpec(config.name(), config.address(), side, route, declared);
    }
}
