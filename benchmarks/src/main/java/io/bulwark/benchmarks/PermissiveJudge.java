package io.bulwark.benchmarks;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;

/** A judge that reads nothing and allows everything, so that only what asks it is measured. */
final class PermissiveJudge implements Judge {
    /** Permissive judges for every flow. */
    record All(Limits limits) implements Judges {
        @Override
        public Judge open(FlowInfo flow, Direction direction) {
            return new PermissiveJudge();
        }
    }

    @Override
    public void begin(Operation operation) {}

    @Override
    public void field(Field field, ByteView bytes) {}

    @Override
    public void open(Field field, Coding coding, Media media) {}

    @Override
    public void chunk(ByteView bytes) {}

    @Override
    public void close() {}

    @Override
    public Ruling decide(Operation operation) {
        return Ruling.FORWARD;
    }

    @Override
    public void end() {}

    @Override
    public Ruling trouble(Trouble trouble, String what, long offset) {
        return Ruling.FORWARD;
    }

    @Override
    public boolean mayDeny(Field field) {
        return false;
    }
}
