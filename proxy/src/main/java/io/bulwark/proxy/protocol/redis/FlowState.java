package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.Direction;
import java.util.ArrayDeque;

/** What both sides of a conversation share: the outlets of the lanes, what is still to be answered, and how the flow ends. */
final class FlowState {
    private final Setting setting;
    private final Passage passage;
    private final Outlet toServer;
    private final Outlet toClient;
    private final Session session = new Session();
    private final PendingReplies pending = new PendingReplies();
    private final ArrayDeque<byte[]> refusals = new ArrayDeque<>(1);
    private final Command command = new Command(session);
    private long commandTicket;
    private long awaited;
    private boolean replyBegun;
    private boolean closing;
    private boolean over;

    FlowState(Setting setting) {
        this.setting = setting;
        passage = setting.passage();
        toServer = new Outlet(passage, Direction.TO_SERVER);
        toClient = new Outlet(passage, Direction.TO_CLIENT);
    }

    Setting setting() {
        return setting;
    }

    String id() {
        return setting.flow().id();
    }

    Outlet toServer() {
        return toServer;
    }

    Outlet toClient() {
        return toClient;
    }

    Session session() {
        return session;
    }

    PendingReplies pending() {
        return pending;
    }

    /** The command at hand, or the last one as long as no other has begun. */
    Command command() {
        return command;
    }

    /** The last command has this place among those that are answered; zero when another one has begun. */
    void commandTicket(long ticket) {
        commandTicket = ticket;
    }

    /** Whether the next answer is to the last command. */
    boolean answersLastCommand() {
        return commandTicket == pending.frontTicket();
    }

    /** Nothing more of the client is read before the answer with this ticket has come. */
    void await(long ticket) {
        awaited = ticket;
    }

    /** Whether the client's next command has to wait. */
    boolean mustWait() {
        return pending.isFull() || awaited >= pending.frontTicket();
    }

    /** Gives an answer of our own its place among those of the server. */
    void refuse(CommandSpec spec, PendingReplies.Way way, byte[] answer) {
        refusals.addLast(answer);
        pending.push(spec, way, 1, 0);
    }

    boolean hasRefusals() {
        return !refusals.isEmpty();
    }

    /** The oldest answer of our own, which is given now. */
    byte[] takeRefusal() {
        return refusals.removeFirst();
    }

    /** Whether a part of what the server sends has left that is not complete. */
    void replyBegun(boolean begun) {
        replyBegun = begun;
    }

    /** The flow ends once everything before this was answered. */
    void closeWhenAnswered() {
        closing = true;
    }

    /** Puts in the answers of our own whose turn has come. */
    void settle() {
        while (!over && !replyBegun && pending.refusalNext()) {
            toClient.insert(takeRefusal());
            pending.pop();
        }
        if (closing && pending.isEmpty()) {
            finish();
        }
    }

    /** Whether nothing of this flow is read any more. */
    boolean over() {
        return over;
    }

    void flush() {
        toServer.flush();
        toClient.flush();
    }

    void reread() {
        flush();
        passage.reread(Direction.TO_SERVER);
    }

    void finish() {
        if (!over) {
            flush();
            over = true;
            passage.finish();
        }
    }

    void cut() {
        if (!over) {
            flush();
            over = true;
            passage.cut();
        }
    }

    /** From here on nothing of either lane is read. */
    void passUninspected(Uninspected why) {
        if (!over) {
            flush();
            over = true;
            passage.passUninspected(Direction.TO_SERVER, why);
            passage.passUninspected(Direction.TO_CLIENT, why);
        }
    }
}
