package io.bulwark.benchmarks;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.Protocols;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.inspect.Inspector;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.net.DataPlane;
import io.bulwark.proxy.net.DataPlaneSpec;
import io.bulwark.proxy.net.ListenerSpec;
import io.bulwark.proxy.net.NetMeters;
import io.bulwark.proxy.net.Transport;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.relay.FlowMeters;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.telemetry.Meters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The data plane with some of its parts left out, so that a measurement shows what each part costs. Has one event loop. */
public final class RigProxy {
    private static final int MAX_FLOWS = 1024;

    private record Parts(List<Protocol> protocols, Supplier<Judges> judges) {}

    private record MatchOnly(Workbench bench, Limits limits) implements Judges {
        @Override
        public Judge open(FlowInfo flow, Direction direction) {
            return new Inspector(bench, flow, direction);
        }
    }

    private record NoNetMeters(FlowMeters flows) implements NetMeters {
        @Override
        public void admitted(FlowInfo.Side side) {}

        @Override
        public void refused(FlowInfo.Side side, Admission.Reason reason) {
            System.err.println("refused: " + reason.id());
        }

        @Override
        public void unsentChanged(long byteCount) {}

        @Override
        public FlowMeters flows(FlowInfo.Side side) {
            return flows;
        }
    }

    private RigProxy() {}

    /** Arguments: which parts, the port to listen on, the port of the server. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 3) {
            System.err.println("Usage: RigProxy relay|decode|match PORT SERVER-PORT");
            System.exit(2);
        }
        var loopback = InetAddress.getLoopbackAddress();
        var port = Integer.parseInt(arguments[1]);
        var server = new Destination(loopback, Integer.parseInt(arguments[2]));
        var parts = parts(arguments[0]);
        var spec = new DataPlaneSpec(
                Transport.best(),
                1,
                MAX_FLOWS,
                parts.protocols(),
                Peer.External::new,
                new Admission(Set.of(port), InetAddress::isLoopbackAddress),
                new NoNetMeters(new Flows.NoMeters()),
                new SecureRandom());
        var listener = new ListenerSpec(
                "rig",
                new InetSocketAddress(loopback, port),
                FlowInfo.Side.INGRESS,
                new ListenerSpec.Route.Fixed(server));
        try (var plane = DataPlane.start(spec, List.of(listener), parts.judges(), System::nanoTime)) {
            System.out.println("listening on " + plane.addresses());
            Thread.currentThread().join();
        }
    }

    private static Parts parts(String name) {
        return switch (name) {
            case "relay" -> new Parts(List.of(), () -> new PermissiveJudge.All(Limits.defaults()));
            case "decode" -> new Parts(Protocols.all(), () -> new PermissiveJudge.All(Limits.defaults()));
            case "match" -> new Parts(Protocols.all(), RigProxy::matching);
            default -> throw new IllegalArgumentException("parts must be one of relay, decode, match, was " + name);
        };
    }

    private static Judges matching() {
        var policy = Policies.reportOnly();
        var meters = new Meters();
        var bench = new Workbench(
                Engines.catalogue(), () -> policy, new EventQueue(meters), meters, System::nanoTime, Clock.systemUTC());
        return new MatchOnly(bench, policy.limits());
    }
}
