package io.bulwark.proxy.protocol;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import io.bulwark.signatures.Field;
import java.net.InetAddress;

/** A flow and a judge that let everything pass and write nothing down. */
public final class QuietFlow implements Setting, Passage, Judge {
    private static final FlowInfo INFO = new FlowInfo(
            "f-1",
            new Peer.Unknown(new PeerAddress(InetAddress.getLoopbackAddress(), 1)),
            new Destination(InetAddress.getLoopbackAddress(), 1),
            FlowInfo.Side.INGRESS);

    private final Limits limits = Limits.defaults();

    @Override
    public FlowInfo flow() {
        return INFO;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Passage passage() {
        return this;
    }

    @Override
    public Judge judge(Direction direction) {
        return this;
    }

    @Override
    public Judge newJudge(Direction direction) {
        return this;
    }

    @Override
    public void handOver(Conversation next) {
        throw new AssertionError("nothing is handed over");
    }

    @Override
    public Ticker ticker() {
        return System::nanoTime;
    }

    @Override
    public void clear(Direction direction, long upTo) {}

    @Override
    public void discard(Direction direction, long upTo) {
        throw new AssertionError("nothing is to be discarded");
    }

    @Override
    public void insert(Direction direction, byte[] bytes) {
        throw new AssertionError("nothing is to be put in");
    }

    @Override
    public void passUninspected(Direction direction, Uninspected why) {
        throw new AssertionError("nothing passes unread");
    }

    @Override
    public void countUninspected(Uninspected why, long byteCount) {}

    @Override
    public void reread(Direction direction) {}

    @Override
    public void finish() {
        throw new AssertionError("the flow goes on");
    }

    @Override
    public void cut() {
        throw new AssertionError("the flow goes on");
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
        throw new AssertionError(what);
    }

    @Override
    public boolean mayDeny(Field field) {
        return true;
    }
}
