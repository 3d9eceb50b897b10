package io.bulwark.proxy;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MysqlInspection;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.proxy.inspect.Inspector;
import io.bulwark.proxy.inspect.Workbench;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.stream.Direction;
import java.util.function.Supplier;

/** The judges of one event loop, which share its workbench. */
record LoopJudges(Workbench bench, Supplier<PolicySnapshot> policy) implements Judges {
    @Override
    public Judge open(FlowInfo flow, Direction direction) {
        return new Inspector(bench, flow, direction);
    }

    @Override
    public void tick() {
        bench.sightings().tick();
    }

    @Override
    public Limits limits() {
        return policy.get().limits();
    }

    @Override
    public MysqlInspection mysql() {
        return policy.get().inspection().mysql();
    }
}
