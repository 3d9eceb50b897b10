package io.bulwark.proxy.relay;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.detect.Detection;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.opaque.OpaqueConversation;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** One proxied connection: two lanes, a gate, and the conversation that says what may leave. */
public final class Flow implements Setting, Gate.Keeper {
    /*
     * The way of a byte:
     *
     *     received()    the lane adopts the buffer and lends a view of it
     *     read()        the detector, then the conversation, reads the view ...
     *     Gate          ... and clears, discards, inserts; what is undecided stays in the lane
     *     deliver()     the lane gives what is ready to the other endpoint
     *     readComplete  one flush for all that was written since the socket had data
     *
     * A flow is Detecting, Talking or Closing. An unread lane is a property of the gate: the conversation is no longer asked.
     * Everything runs on one event loop, so that nothing here needs a lock.
     *
     * Back-pressure: a side is read while its lane holds little and the other side is writable. The bound on held bytes is
     * above what any conversation may hold undecided, so that a full lane always means a slow receiver or a peer that must
     * wait its turn. The bound on buffer memory guards against peers that send in pieces so small that the bytes never tell;
     * half of it is room enough for a client whose server is still being dialled, who only has to wait.
     */
    private static final int READ_AHEAD = 64 * 1024;

    private static final int MEMORY_FACTOR = 16;
    private static final long LINGER_NANOS = 2_000_000_000L;

    private sealed interface Phase {
        record Detecting(Detector detector) implements Phase {}

        record Talking(Conversation conversation) implements Phase {}

        /** What is cleared is being sent; what still comes in is thrown away. */
        record Closing(long deadlineNanos) implements Phase {}

        record Closed() implements Phase {}
    }

    private static final class Side {
        private final Lane lane = new Lane();
        private final Endpoint receiver;
        private final Judge judge;
        private boolean reading = true;
        private boolean senderEnded;
        private boolean outputEnded;
        private boolean reread;
        private boolean unflushed;

        private Side(Endpoint receiver, Judge judge) {
            this.receiver = receiver;
            this.judge = judge;
        }
    }

    private final FlowInfo info;
    private final Limits limits;
    private final Ticker ticker;
    private final FlowMeters meters;
    private final Side toServer;
    private final Side toClient;
    private final Gate gate;
    private final Judges judges;
    private final List<Judge> moreJudges = new ArrayList<>(0);
    private final ByteView view = new ByteView();
    private long firstByteNanos;
    private Phase phase;
    private boolean serverReady;
    private boolean atWork;
    private boolean cutWanted;
    private long activeNanos;
    private long countedCapacity;

    /** Starts a flow whose server is still being dialled; {@link #serverConnected} tells when bytes may go there. */
    public Flow(FlowInfo info, Endpoint client, Endpoint server, Detector detector, Judges judges, FlowTools tools) {
        this.info = info;
        this.judges = judges;
        limits = judges.limits();
        ticker = tools.ticker();
        meters = tools.meters();
        toServer = new Side(server, judges.open(info, Direction.TO_SERVER));
        toClient = new Side(client, judges.open(info, Direction.TO_CLIENT));
        gate = new Gate(toServer.lane, toClient.lane, this);
        activeNanos = ticker.read();
        phase = new Phase.Detecting(detector);
    }

    /** Bytes came in on the side that sends in this direction. Takes ownership of the buffer. */
    public void received(Direction direction, ByteBuf buffer) {
        if (phase instanceof Phase.Closing || phase instanceof Phase.Closed || !buffer.isReadable()) {
            buffer.release();
            return;
        }
        activeNanos = ticker.read();
        if (silent()) {
            firstByteNanos = activeNanos;
        }
        atWork = true;
        read(direction, side(direction).lane.adopt(buffer, view));
        afterReading();
    }

    /** Whether neither side has sent a byte. */
    private boolean silent() {
        return toServer.lane.received() + toClient.lane.received() == 0;
    }

    private void read(Direction direction, ByteView bytes) {
        if (cutWanted) {
            return;
        }
        if (gate.passes(direction)) {
            gate.passRest(direction);
            return;
        }
        switch (phase) {
            case Phase.Detecting(var detector) -> detect(detector.read(direction, bytes));
            case Phase.Talking(var conversation) -> conversation.read(direction, bytes);
            case Phase.Closing _, Phase.Closed _ -> {}
        }
    }

    /** Whether somebody still has to decide on bytes. */
    private boolean beingRead() {
        return !(phase instanceof Phase.Closing)
                && !(gate.passes(Direction.TO_SERVER) && gate.passes(Direction.TO_CLIENT));
    }

    private void detect(Detection detection) {
        switch (detection) {
            case Detection.NotYet _ -> {}
            case Detection.Matched(var protocol) -> talk(protocol.open(this));
            case Detection.Unrecognised _ -> talk(unread(Trouble.UNREADABLE, Uninspected.UNKNOWN_PROTOCOL));
        }
    }

    private Conversation unread(Trouble trouble, Uninspected why) {
        return new OpaqueConversation(this, TextOperation.of("unknown", "OPEN", ""), trouble, why);
    }

    private void talk(Conversation conversation) {
        phase = new Phase.Talking(conversation);
        toServer.reread = true;
        toClient.reread = true;
    }

    private void afterReading() {
        while (toServer.reread || toClient.reread) {
            readAgain(Direction.TO_SERVER);
            readAgain(Direction.TO_CLIENT);
        }
        if (beingRead() && toServer.lane.capacity() + toClient.lane.capacity() > memoryLimit()) {
            tooMuchHeld();
        }
        atWork = false;
        if (cutWanted) {
            end(FlowEnd.CUT, true);
            return;
        }
        deliver(toServer);
        deliver(toClient);
        toServer.lane.settle();
        toClient.lane.settle();
        proceed();
    }

    private void readAgain(Direction direction) {
        var side = side(direction);
        if (!side.reread) {
            return;
        }
        side.reread = false;
        var offset = side.lane.decided();
        while (offset < side.lane.received() && !side.reread && !cutWanted && phase instanceof Phase.Talking) {
            var bytes = side.lane.look(offset, view);
            var next = bytes.end();
            read(direction, bytes);
            offset = Math.max(next, side.lane.decided());
        }
        var over = side.senderEnded && !side.reread && !cutWanted && !gate.passes(direction);
        if (over && phase instanceof Phase.Talking(var conversation)) {
            conversation.ended(direction);
        }
    }

    private void deliver(Side side) {
        if (side == toServer && !serverReady) {
            return;
        }
        var byteCount = side.lane.give(side.receiver);
        if (byteCount > 0) {
            side.unflushed = true;
            meters.forwarded(side == toServer ? Direction.TO_SERVER : Direction.TO_CLIENT, byteCount);
        }
    }

    /** All that was at hand on one socket has been read: send what came of it. */
    public void readComplete() {
        flush(toServer);
        flush(toClient);
    }

    private static void flush(Side side) {
        if (side.unflushed) {
            side.unflushed = false;
            side.receiver.flush();
        }
    }

    /** The server has answered the dial. */
    public void serverConnected() {
        serverReady = true;
        activeNanos = ticker.read();
        deliver(toServer);
        flush(toServer);
        proceed();
    }

    /** The server cannot be reached: the client sees what it would have seen without us, a reset. */
    public void serverUnreachable() {
        if (!(phase instanceof Phase.Closing)) {
            end(FlowEnd.UNREACHABLE, true);
        }
    }

    /** The receiver of this direction can take bytes again. */
    public void writable() {
        if (!(phase instanceof Phase.Closed)) {
            activeNanos = ticker.read();
            proceed();
        }
    }

    /** The sender of this direction sent its FIN. */
    public void ended(Direction direction) {
        var side = side(direction);
        if (side.senderEnded || phase instanceof Phase.Closed) {
            return;
        }
        side.senderEnded = true;
        if (phase instanceof Phase.Talking(var conversation) && !gate.passes(direction)) {
            atWork = true;
            conversation.ended(direction);
            afterReading();
        } else {
            proceed();
        }
        readComplete();
    }

    /**
     * The sender of this direction reset the connection: so do we on the other side. While a flow is being closed, the server
     * does not matter any more: a reset because of it could overtake the answer that the client has yet to read.
     */
    public void broken(Direction direction) {
        if (direction == Direction.TO_SERVER || !(phase instanceof Phase.Closing)) {
            end(FlowEnd.RESET, true);
        }
    }

    /** Called a few times a second: everything that waits for time to pass. */
    public void tick(long nowNanos) {
        if (phase instanceof Phase.Closed) {
            return;
        }
        atWork = true;
        switch (phase) {
            case Phase.Detecting _ -> {
                var limit = limits.detectTimeout().toNanos();
                if (!silent() && nowNanos - firstByteNanos > limit) {
                    talk(unread(Trouble.DETECTION_TIMEOUT, Uninspected.DETECTION_TIMEOUT));
                }
            }
            case Phase.Talking(var conversation) -> {
                if (beingRead()) {
                    conversation.tick(nowNanos);
                }
            }
            case Phase.Closing(var deadlineNanos) -> {
                if (nowNanos - deadlineNanos > 0) {
                    end(FlowEnd.CLOSED, false);
                }
            }
            case Phase.Closed _ -> {}
        }
        afterReading();
        readComplete();
        if (nowNanos - activeNanos > limits.idleTimeout().toNanos()) {
            end(FlowEnd.IDLE, true);
        }
    }

    /** Ends the flow if nothing is under way on it; returns whether it is over. */
    public boolean drain() {
        var idle = (phase instanceof Phase.Talking(var conversation) && conversation.idle())
                || (phase instanceof Phase.Detecting && toServer.lane.received() == 0);
        if (idle) {
            end(FlowEnd.DRAINED, false);
        } else if (phase instanceof Phase.Talking(var conversation) && beingRead()) {
            atWork = true;
            conversation.drain();
            afterReading();
            readComplete();
        }
        return phase instanceof Phase.Closed;
    }

    /** Ends the flow whatever is under way. */
    public void abort(FlowEnd why) {
        end(why, true);
    }

    private void proceed() {
        var held = toServer.lane.capacity() + toClient.lane.capacity();
        meters.heldChanged(held - countedCapacity);
        countedCapacity = held;
        if (phase instanceof Phase.Closed) {
            return;
        }
        passEnd(toServer);
        passEnd(toClient);
        if (toClient.outputEnded
                && (toServer.outputEnded || (phase instanceof Phase.Closing && toServer.senderEnded))) {
            end(FlowEnd.CLOSED, false);
            return;
        }
        throttle(toServer, toClient.receiver);
        throttle(toClient, toServer.receiver);
    }

    /** Carries a FIN on when every byte before it has been given away. */
    private void passEnd(Side side) {
        if (side.senderEnded && !side.outputEnded && side.lane.pending() == 0 && (side != toServer || serverReady)) {
            side.outputEnded = true;
            side.unflushed = false;
            side.receiver.endOutput();
        }
    }

    private void throttle(Side side, Endpoint sender) {
        var dialling = side == toServer && !serverReady;
        var room = side.lane.pending() < limits.maxHeadBytes() + limits.holdBytes() + READ_AHEAD
                && (!dialling || side.lane.capacity() < memoryLimit() / 2);
        var taken = dialling || side.receiver.writable();
        var reads = phase instanceof Phase.Closing || (room && taken);
        if (reads != side.reading) {
            side.reading = reads;
            sender.reading(reads);
        }
    }

    private long memoryLimit() {
        return (long) MEMORY_FACTOR * (limits.maxHeadBytes() + limits.holdBytes() + READ_AHEAD);
    }

    /** Buffers pile up although the bytes in them are few: somebody sends in tiny pieces what cannot be decided. */
    private void tooMuchHeld() {
        var ruling = toServer.judge.trouble(Trouble.LIMIT_EXCEEDED, "held-memory", toServer.lane.decided());
        if (ruling instanceof Ruling.Forward) {
            gate.passUninspected(Direction.TO_SERVER, Uninspected.LIMIT);
            gate.passUninspected(Direction.TO_CLIENT, Uninspected.LIMIT);
        } else {
            cutFlow();
        }
    }

    private void end(FlowEnd how, boolean reset) {
        if (phase instanceof Phase.Closed) {
            return;
        }
        phase = new Phase.Closed();
        toServer.lane.close();
        toClient.lane.close();
        meters.heldChanged(-countedCapacity);
        countedCapacity = 0;
        meters.closed(how);
        if (reset) {
            toClient.receiver.reset();
            toServer.receiver.reset();
        } else {
            toClient.receiver.close();
            toServer.receiver.close();
        }
        endJudges();
    }

    /** Comes last: a fault in here must leave neither buffers nor sockets behind. */
    private void endJudges() {
        try {
            toServer.judge.end();
        } finally {
            try {
                toClient.judge.end();
            } finally {
                moreJudges.forEach(Judge::end);
            }
        }
    }

    @Override
    public void uninspected(Uninspected why, long byteCount) {
        meters.uninspected(why, byteCount);
    }

    @Override
    public void rereadLater(Direction direction) {
        side(direction).reread = true;
    }

    @Override
    public void handOverTo(Conversation next) {
        talk(next);
    }

    /**
     * Sends what is cleared and then closes. The client's side lingers until it has closed too, since closing a socket with
     * unread bytes sends a reset that can overtake the answer.
     */
    @Override
    public void finishFlow() {
        if (phase instanceof Phase.Closing || phase instanceof Phase.Closed) {
            return;
        }
        phase = new Phase.Closing(ticker.read() + LINGER_NANOS);
        gate.discard(Direction.TO_SERVER, toServer.lane.received());
        gate.discard(Direction.TO_CLIENT, toClient.lane.received());
        toClient.senderEnded = true;
    }

    /** Waits for the conversation to return: the bytes that it is reading are freed with the flow. */
    @Override
    public void cutFlow() {
        if (atWork) {
            cutWanted = true;
        } else {
            end(FlowEnd.CUT, true);
        }
    }

    @Override
    public FlowInfo flow() {
        return info;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Gate passage() {
        return gate;
    }

    @Override
    public Judge judge(Direction direction) {
        return side(direction).judge;
    }

    @Override
    public Judge newJudge(Direction direction) {
        var judge = judges.open(info, direction);
        moreJudges.add(judge);
        return judge;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    private Side side(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** What is held and how far it got, for the admin page; never any payload. */
    @Override
    public String toString() {
        return "Flow[" + info.id() + ", " + info.peer().address() + " -> " + info.destination() + ", "
                + phase.getClass().getSimpleName() + "]";
    }
}
