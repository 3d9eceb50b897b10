package io.bulwark.proxy.protocol;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MysqlInspection;
import io.bulwark.proxy.identity.Destination;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.identity.PeerAddress;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A flow without sockets: lends bytes to a conversation as the relay does and carries out what it asks for, strictly. */
public final class FakeFlow implements Setting, Passage {
    /** How far a flow got. */
    public enum End {
        OPEN,
        FINISHED,
        CUT
    }

    private static final PeerAddress CLIENT = new PeerAddress(InetAddress.getLoopbackAddress(), 40_000);
    private static final FlowInfo INFO = new FlowInfo(
            "f-1",
            new Peer.Unknown(CLIENT),
            new Destination(InetAddress.getLoopbackAddress(), 80),
            FlowInfo.Side.INGRESS);

    private final Limits limits;
    private final FakeJudge requestJudge;
    private final FakeJudge responseJudge;
    private final FakeLane toServer = new FakeLane();
    private final FakeLane toClient = new FakeLane();
    private final Map<Uninspected, Long> counted = new EnumMap<>(Uninspected.class);
    private MysqlInspection mysql = MysqlInspection.none();
    private Conversation conversation;
    private End end = End.OPEN;
    private final Set<Direction> unreadSenders = EnumSet.noneOf(Direction.class);
    private long nowNanos;

    public FakeFlow(Protocol protocol, Limits limits, FakeJudge requestJudge, FakeJudge responseJudge) {
        this.limits = limits;
        this.requestJudge = requestJudge;
        this.responseJudge = responseJudge;
        conversation = protocol.open(this);
    }

    /** What the policy says of MySQL. */
    public void mysql(MysqlInspection told) {
        mysql = told;
    }

    @Override
    public MysqlInspection mysql() {
        return mysql;
    }

    /** Delivers bytes in one piece. */
    public void send(Direction direction, byte[] bytes) {
        if (end != End.OPEN || bytes.length == 0) {
            return;
        }
        var lane = lane(direction);
        var offset = lane.received();
        lane.receive(bytes);
        if (lane.unread() == null) {
            lend(direction, bytes, offset);
        }
        readAgain();
    }

    /** The sender of this direction closes. */
    public void close(Direction direction) {
        if (end == End.OPEN && lane(direction).unread() == null) {
            lane(direction).end();
            conversation.ended(direction);
            readAgain();
        }
    }

    /** The proxy drains. */
    public void drain() {
        if (end == End.OPEN && toServer.unread() == null) {
            conversation.drain();
            readAgain();
        }
    }

    /** The sender of this direction is not read from now on, or is again. */
    public void reading(Direction direction, boolean on) {
        if (on) {
            unreadSenders.remove(direction);
        } else {
            unreadSenders.add(direction);
        }
    }

    @Override
    public boolean reads(Direction direction) {
        return !unreadSenders.contains(direction);
    }

    public void pass(Duration time) {
        nowNanos += time.toNanos();
        if (end == End.OPEN && toServer.unread() == null) {
            conversation.tick(nowNanos);
            readAgain();
        }
    }

    /* The memory holds no more than the piece and is freed at once, so that a kept view or a read past the end shows. */
    private void lend(Direction direction, byte[] bytes, long offset) {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            conversation.read(direction, new ByteView().wrap(memory.address(), bytes.length, offset));
            memory.fill((byte) 0xAA);
        }
    }

    private void readAgain() {
        for (var direction : Direction.values()) {
            var lane = lane(direction);
            while (lane.takeReread() && end == End.OPEN && lane.unread() == null) {
                var bytes = lane.undecided();
                if (bytes.length > 0) {
                    lend(direction, bytes, lane.decided());
                }
                if (lane.ended() && end == End.OPEN && lane.unread() == null) {
                    conversation.ended(direction);
                }
            }
        }
    }

    private FakeLane lane(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** What left in this direction. */
    public byte[] left(Direction direction) {
        return lane(direction).left();
    }

    /** How the flow stands, in a word or two. */
    public String outcome() {
        var why = toServer.unread();
        return switch (end) {
            case OPEN -> why != null ? "uninspected " + why.id() : conversation.idle() ? "idle" : "open";
            case FINISHED -> "finished";
            case CUT -> "cut";
        };
    }

    public End end() {
        return end;
    }

    @Override
    public void clear(Direction direction, long upTo) {
        requireOpen();
        lane(direction).clear(upTo);
    }

    @Override
    public void discard(Direction direction, long upTo) {
        requireOpen();
        lane(direction).discard(upTo);
    }

    @Override
    public void insert(Direction direction, byte[] bytes) {
        requireOpen();
        lane(direction).insert(bytes);
    }

    @Override
    public void passUninspected(Direction direction, Uninspected why) {
        requireOpen();
        lane(direction).passUninspected(why);
    }

    @Override
    public void countUninspected(Uninspected why, long byteCount) {
        counted.merge(why, byteCount, Long::sum);
    }

    /** How many bytes the conversation counted as unread, by the reason; those of a lane that passes are not among them. */
    public Map<Uninspected, Long> counted() {
        return counted;
    }

    @Override
    public void reread(Direction direction) {
        requireOpen();
        lane(direction).askReread();
    }

    @Override
    public void handOver(Conversation next) {
        requireOpen();
        conversation = next;
        toServer.askReread();
        toClient.askReread();
    }

    @Override
    public void finish() {
        requireOpen();
        end = End.FINISHED;
    }

    @Override
    public void cut() {
        requireOpen();
        end = End.CUT;
    }

    private void requireOpen() {
        if (end != End.OPEN) {
            throw new AssertionError("the flow is over: " + end);
        }
    }

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
        return direction == Direction.TO_SERVER ? requestJudge : responseJudge;
    }

    @Override
    public Judge newJudge(Direction direction) {
        return direction == Direction.TO_SERVER ? requestJudge.sibling() : responseJudge.sibling();
    }

    @Override
    public Ticker ticker() {
        return () -> nowNanos;
    }
}
