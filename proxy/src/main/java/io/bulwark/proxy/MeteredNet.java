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
import java.util.concurrent.atomic.LongAdder;

/** Counts what listeners and flows tell. Every counter is looked up once, here. */
final class MeteredNet implements NetMeters {
    private final LongAdder open = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final Counters<Uninspected> uninspected;
    private final OfSide ingress;
    private final OfSide egress;

    MeteredNet(Meters meters) {
        meters.gauge(ProxyMeters.FLOWS_OPEN, open::sum);
        meters.gauge(ProxyMeters.HELD, held::sum);
        meters.gauge(ProxyMeters.UNSENT, unsent::sum);
        uninspected = new Counters<>(Uninspected.class, why -> meters.counter(ProxyMeters.UNINSPECTED, why.id()));
        ingress = new OfSide(meters, "ingress");
        egress = new OfSide(meters, "egress");
    }

    @Override
    public void admitted(Side side) {
        open.increment();
    }

    @Override
    public void refused(Side side, Admission.Reason reason) {
        of(side).refused.of(reason).increment();
    }

    @Override
    public void unsentChanged(long byteCount) {
        unsent.add(byteCount);
    }

    @Override
    public FlowMeters flows(Side side) {
        return of(side);
    }

    private OfSide of(Side side) {
        return switch (side) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }

    private final class OfSide implements FlowMeters {
        private final LongAdder toServer;
        private final LongAdder toClient;
        private final Counters<FlowEnd> ends;
        private final Counters<Admission.Reason> refused;

        private OfSide(Meters meters, String side) {
            toServer = meters.counter(ProxyMeters.BYTES, side, "to-server");
            toClient = meters.counter(ProxyMeters.BYTES, side, "to-client");
            ends = new Counters<>(FlowEnd.class, end -> meters.counter(ProxyMeters.FLOWS, side, end.id()));
            refused = new Counters<>(
                    Admission.Reason.class,
                    reason -> meters.counter(ProxyMeters.FLOWS, side, "refused-" + reason.id()));
        }

        @Override
        public void forwarded(Direction direction, long byteCount) {
            (direction == Direction.TO_SERVER ? toServer : toClient).add(byteCount);
        }

        @Override
        public void uninspected(Uninspected why, long byteCount) {
            uninspected.of(why).add(byteCount);
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
            ends.of(end).increment();
        }
    }
}
