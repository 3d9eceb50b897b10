package io.bulwark.proxy;

import io.bulwark.proxy.net.NetMeters;
import io.bulwark.proxy.protocol.FlowInfo.Side;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.relay.Admission;
import io.bulwark.proxy.relay.FlowEnd;
import io.bulwark.proxy.relay.FlowMeters;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what listeners and flows tell. Every counter is looked up once, here. */
final class MeteredNet implements NetMeters {
    private final LongAdder open = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final Map<Uninspected, LongAdder> uninspected = new EnumMap<>(Uninspected.class);
    private final Map<Side, OfSide> sides = new EnumMap<>(Side.class);

    MeteredNet(Meters meters) {
        meters.gauge(ProxyMeters.FLOWS_OPEN, open::sum);
        meters.gauge(ProxyMeters.HELD, held::sum);
        for (var why : Uninspected.values()) {
            uninspected.put(why, meters.counter(ProxyMeters.UNINSPECTED, why.id()));
        }
        for (var side : Side.values()) {
            sides.put(side, new OfSide(meters, side.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void admitted(Side side) {
        open.increment();
    }

    @Override
    public void refused(Side side, Admission.Reason reason) {
        of(side).refused.get(reason).increment();
    }

    @Override
    public FlowMeters flows(Side side) {
        return of(side);
    }

    private OfSide of(Side side) {
        return sides.get(side);
    }

    private final class OfSide implements FlowMeters {
        private final LongAdder toServer;
        private final LongAdder toClient;
        private final Map<FlowEnd, LongAdder> ends = new EnumMap<>(FlowEnd.class);
        private final Map<Admission.Reason, LongAdder> refused = new EnumMap<>(Admission.Reason.class);

        private OfSide(Meters meters, String side) {
            toServer = meters.counter(ProxyMeters.BYTES, side, "to-server");
            toClient = meters.counter(ProxyMeters.BYTES, side, "to-client");
            for (var end : FlowEnd.values()) {
                ends.put(end, meters.counter(ProxyMeters.FLOWS, side, end.id()));
            }
            for (var reason : Admission.Reason.values()) {
                refused.put(reason, meters.counter(ProxyMeters.FLOWS, side, "refused-" + reason.id()));
            }
        }

        @Override
        public void forwarded(Direction direction, long byteCount) {
            (direction == Direction.TO_SERVER ? toServer : toClient).add(byteCount);
        }

        @Override
        public void uninspected(Uninspected why, long byteCount) {
            uninspected.get(why).add(byteCount);
        }

        @Override
        public void heldChanged(long byteCount) {
            if (byteCount != 0) {
                held.add(byteCount);
            }
        }

        @Override
        public void closed(FlowEnd end) {
            open.decrement();
            ends.get(end).increment();
        }
    }
}
