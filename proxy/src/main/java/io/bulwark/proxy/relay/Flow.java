package io.bulwark.proxy.relay;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.detect.Detector;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import io.netty.buffer.ByteBuf;

/** One proxied connection: two lanes, a gate, and the conversation that says what may leave. */
public final class Flow implements Gate.Keeper {
    /*
     * The way of a byte:
     *
     *     received()    the lane adopts the buffer and lends a view of it
     *     read()        the detector, then the conversation, reads the view ...
     *     Gate          ... and clears, discards, inserts; what is undecided stays in the lane
     *     deliver()     the lane gives what is ready to the other endpoint
     *     readComplete  one flush for all that was written since the socket had data
     *
     * FlowReader knows whether the detector or a conversation reads, Pressure when a side is read at all, Ending how far the
     * flow has come to its end. An unread lane is a property of the gate: the conversation is no longer asked.
     * Everything runs on one event loop, so that nothing here needs a lock.
     */
    private final Ticker ticker;
    private final FlowMeters meters;
    private final Sides sides;
    private final Gate gate;
    private final FlowSetting setting;
    private final FlowReader reader;
    private final Pressure pressure;
    private final Ending ending;
    private final ByteView view = new ByteView();
    private boolean serverReady;
    private boolean atWork;
    private boolean cutWanted;
    private long activeNanos;

    /** Starts a flow whose server is still being dialled; {@link #serverConnected} tells when bytes may go there. */
    public Flow(FlowInfo info, Endpoint client, Endpoint server, Detector detector, Judges judges, FlowTools tools) {
        ticker = tools.ticker();
        meters = tools.meters();
        sides = new Sides(new Side(server), new Side(client));
        gate = new Gate(sides.toServer().lane, sides.toClient().lane, this);
        setting = new FlowSetting(info, gate, sides, judges, ticker);
        reader = new FlowReader(detector, setting, sides);
        pressure = new Pressure(sides, setting.limits(), meters);
        ending = new Ending(sides, setting, pressure, meters);
        activeNanos = ticker.read();
    }

    /** Bytes came in on the side that sends in this direction. Takes ownership of the buffer. */
    public void received(Direction direction, ByteBuf buffer) {
        if (ending.begun() || !buffer.isReadable()) {
            buffer.release();
            return;
        }
        activeNanos = ticker.read();
        if (sides.silent()) {
            reader.firstByte(activeNanos);
        }
        atWork = true;
        read(direction, sides.of(direction).lane.adopt(buffer, view));
        afterReading();
    }

    private void read(Direction direction, ByteView bytes) {
        if (cutWanted || ending.begun()) {
            return;
        }
        if (gate.passes(direction)) {
            gate.passRest(direction);
        } else {
            reader.read(direction, bytes);
        }
    }

    /** Whether somebody still has to decide on bytes. */
    private boolean beingRead() {
        return !ending.begun() && !(gate.passes(Direction.TO_SERVER) && gate.passes(Direction.TO_CLIENT));
    }

    /** Whether there is a conversation that can be asked. */
    private boolean talks() {
        return !ending.begun() && reader.talks();
    }

    private void afterReading() {
        while (sides.toServer().reread || sides.toClient().reread) {
            readAgain(Direction.TO_SERVER);
            readAgain(Direction.TO_CLIENT);
        }
        if (beingRead() && pressure.tooMuchHeld()) {
            tooMuchHeld();
        }
        atWork = false;
        if (cutWanted) {
            ending.end(FlowEnd.CUT, true);
            return;
        }
        deliver(Direction.TO_SERVER);
        deliver(Direction.TO_CLIENT);
        sides.toServer().lane.settle();
        sides.toClient().lane.settle();
        proceed();
    }

    private void readAgain(Direction direction) {
        var side = sides.of(direction);
        if (!side.reread) {
            return;
        }
        side.reread = false;
        var lane = side.lane;
        var offset = lane.decided();
        while (offset < lane.received() && !side.reread && !cutWanted && talks()) {
            var bytes = lane.look(offset, view);
            var next = bytes.end();
            read(direction, bytes);
            offset = Math.max(next, lane.decided());
        }
        if (side.senderEnded && !side.reread && !cutWanted && !gate.passes(direction) && talks()) {
            reader.ended(direction);
        }
    }

    private void tooMuchHeld() {
        var judge = setting.judge(Direction.TO_SERVER);
        var offset = sides.toServer().lane.decided();
        if (judge.trouble(Trouble.LIMIT_EXCEEDED, "held-memory", offset) instanceof Ruling.Forward) {
            gate.passUninspected(Direction.TO_SERVER, Uninspected.LIMIT);
            gate.passUninspected(Direction.TO_CLIENT, Uninspected.LIMIT);
        } else {
            cutFlow();
        }
    }

    private void deliver(Direction direction) {
        if (direction == Direction.TO_SERVER && !serverReady) {
            return;
        }
        var byteCount = sides.of(direction).deliver();
        if (byteCount > 0) {
            meters.forwarded(direction, byteCount);
        }
    }

    /** All that was at hand on one socket has been read: send what came of it. */
    public void readComplete() {
        sides.flush();
    }

    /** What follows once bytes have moved: FINs, the end, and who is read from now on. */
    private void proceed() {
        pressure.count();
        if (!ending.over()) {
            ending.passEnds(serverReady);
        }
        if (ending.closing()) {
            pressure.readOn();
        } else if (!ending.over()) {
            pressure.throttle(serverReady);
        }
    }

    /** The server has answered the dial. */
    public void serverConnected() {
        serverReady = true;
        activeNanos = ticker.read();
        deliver(Direction.TO_SERVER);
        sides.toServer().flush();
        proceed();
    }

    /** The server cannot be reached: the client sees what it would have seen without us, a reset. */
    public void serverUnreachable() {
        if (!ending.closing()) {
            ending.end(FlowEnd.UNREACHABLE, true);
        }
    }

    /** The receiver of this direction can take bytes again. */
    public void writable() {
        if (!ending.over()) {
            activeNanos = ticker.read();
            proceed();
        }
    }

    /** The sender of this direction sent its FIN. */
    public void ended(Direction direction) {
        var side = sides.of(direction);
        if (side.senderEnded || ending.over()) {
            return;
        }
        side.senderEnded = true;
        if (talks() && !gate.passes(direction)) {
            atWork = true;
            reader.ended(direction);
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
        if (direction == Direction.TO_SERVER || !ending.closing()) {
            ending.end(FlowEnd.RESET, true);
        }
    }

    /** Called a few times a second: everything that waits for time to pass. */
    public void tick(long nowNanos) {
        if (ending.over() || ending.revoked()) {
            return;
        }
        atWork = true;
        if (beingRead()) {
            reader.tick(nowNanos);
        } else {
            ending.tick(nowNanos);
        }
        afterReading();
        readComplete();
        if (nowNanos - activeNanos > setting.limits().idleTimeout().toNanos()) {
            ending.end(FlowEnd.IDLE, true);
        }
    }

    /** Ends the flow if nothing is under way on it; returns whether it is over. */
    public boolean drain() {
        if (!ending.begun() && reader.idle()) {
            ending.end(FlowEnd.DRAINED, false);
        } else if (talks() && beingRead()) {
            atWork = true;
            reader.drain();
            afterReading();
            readComplete();
        }
        return ending.over();
    }

    /** How many bytes were let through that no socket has taken yet. */
    public long unsent() {
        return sides.unsent();
    }

    /** Ends the flow whatever is under way. */
    public void abort(FlowEnd why) {
        ending.end(why, true);
    }

    @Override
    public void uninspected(Uninspected why, long byteCount) {
        meters.uninspected(why, byteCount);
    }

    @Override
    public void rereadLater(Direction direction) {
        sides.of(direction).reread = true;
    }

    @Override
    public void handOverTo(Conversation next) {
        reader.talk(next);
    }

    @Override
    public void finishFlow() {
        ending.finish(gate, ticker.read());
    }

    /** Waits for the conversation to return: the bytes that it is reading are freed with the flow. */
    @Override
    public void cutFlow() {
        if (atWork) {
            cutWanted = true;
        } else {
            ending.end(FlowEnd.CUT, true);
        }
    }

    /** Whose flow it is and how far it got, for the admin page; never any payload. */
    @Override
    public String toString() {
        var info = setting.flow();
        return "Flow[" + info.id() + ", " + info.peer().address() + " -> " + info.destination() + ", "
                + (ending.begun() ? ending : reader.state()) + "]";
    }
}
