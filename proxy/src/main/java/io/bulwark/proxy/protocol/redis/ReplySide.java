package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Limits;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** What the server of one flow sends: has the values in it judged under their command, then forwards or replaces it. */
final class ReplySide {
    /*
     * Each reply belongs to the oldest command that still lacks one. What the server sends unasked does not: pushes of version
     * 3, and where only version 2 is spoken, arrays that begin with "message" while the client is subscribed, and the lines of
     * MONITOR. A confirmation of SUBSCRIBE has the form of such a message and is a reply.
     *
     * A status of a few letters, a number or a null holds nothing to be matched, so that most replies to writes are only
     * counted off.
     */
    private static final int MAX_STATUS = 7;

    private final FlowState flow;
    private final Session session;
    private final PendingReplies pending;
    private final Judge judge;
    private final Outlet outlet;
    private final ReplyReader reader = new ReplyReader();
    private final ReplyValues values;
    private final QueuedCommands queued;
    private final Head head = new Head();
    private final ReplyOperation general = new ReplyOperation();
    private final int holdBytes;

    private Fate fate = Fate.HELD;
    private boolean inReply;
    private boolean watching;
    private long start;

    ReplySide(FlowState flow, Limits limits) {
        this.flow = flow;
        session = flow.session();
        pending = flow.pending();
        judge = flow.setting().judge(Direction.TO_CLIENT);
        outlet = flow.toClient();
        values = new ReplyValues(judge);
        queued = new QueuedCommands(judge);
        holdBytes = limits.holdBytes();
    }

    void read(ByteView view) {
        reader.open(view);
        while (!flow.over()) {
            switch (reader.next()) {
                case MORE -> {
                    pieceEnd();
                    return;
                }
                case BEGIN -> begin();
                case PIECE -> piece();
                case END -> end();
                case FAILED -> fail(reader.anomaly(), reader.offset());
            }
        }
    }

    private void begin() {
        inReply = true;
        fate = Fate.HELD;
        start = reader.offset();
        values.clear();
        var front = pending.isEmpty() ? PendingReplies.Way.FORWARD : pending.way();
        watching = reader.type() == '>'
                || reader.type() == '|'
                || session.mayGetMessages()
                || session.isMonitoring()
                || front == PendingReplies.Way.CHANNELS
                || front == PendingReplies.Way.QUEUED;
        head.clear();
        if (pending.isEmpty() && !mayComeUnasked()) {
            fail(RedisAnomaly.UNEXPECTED_REPLY, start);
        } else if (front == PendingReplies.Way.ABORT && reader.type() == '+') {
            fate = Fate.REFUSED;
            outlet.insert(flow.takeRefusal());
        } else if (front == PendingReplies.Way.REPLICATION && reader.type() != '-') {
            replicate();
        }
    }

    /* A server that takes no more clients says so with an error before anything was asked. */
    private boolean mayComeUnasked() {
        return switch (reader.type()) {
            case '>', '|', '-' -> true;
            case '*' -> session.mayGetMessages();
            case '+' -> session.isMonitoring();
            default -> false;
        };
    }

    /** The server sends its data from here on, and then every change: nothing of that is RESP. */
    private void replicate() {
        var why = Uninspected.REPLICATION;
        if (judge.trouble(Trouble.UNREADABLE, why.id(), start) instanceof Ruling.Deny(var denial)) {
            outlet.insert(Refusals.denied(denial.ruleId(), flow.id()));
            flow.finish();
        } else {
            flow.passUninspected(why);
        }
    }

    private void piece() {
        if (fate == Fate.REFUSED) {
            return;
        }
        if (watching && reader.isFirstValue()) {
            head.add(reader.piece());
        }
        switch (reader.valueType()) {
            case ':', '_', '#' -> {}
            case '-', '!' -> {
                error();
                values.add(reader, operation());
            }
            default -> values.add(reader, operation());
        }
    }

    /** An error among the replies of a transaction: one of its commands has failed, the others have not. */
    private void error() {
        if (reader.isElement() && reader.pieceStarts() && !pending.isEmpty() && !isUnasked()) {
            switch (pending.way()) {
                case EXEC -> queued.failed(reader.element());
                default -> {}
            }
        }
    }

    private Operation operation() {
        if (isUnasked() || pending.isEmpty()) {
            return general.unasked();
        }
        return flow.answersLastCommand() ? flow.command() : general.of(pending.spec());
    }

    /** Whether this answers no command, as far as is known of it. */
    private boolean isUnasked() {
        if (!watching || answersChannels()) {
            return false;
        }
        return switch (reader.type()) {
            case '>' -> true;
            case '*' -> session.mayGetMessages() && (head.isMessage() || head.isConfirmation());
            case '+' -> session.isMonitoring() && head.isTime();
            default -> false;
        };
    }

    private boolean answersChannels() {
        return (reader.type() == '>' || reader.type() == '*')
                && !pending.isEmpty()
                && pending.way() == PendingReplies.Way.CHANNELS
                && head.is(pending.spec());
    }

    private void end() {
        inReply = false;
        if (fate != Fate.REFUSED) {
            var letters = reader.type() == '+' ? MAX_STATUS : 0;
            if (values.end(letters, operation()) && judge.decide(operation()) instanceof Ruling.Deny(var denial)) {
                refuse(denial.ruleId());
            } else {
                outlet.clearTo(reader.offset());
                values.done();
            }
        }
        if (flow.over()) {
            return;
        }
        if (fate == Fate.REFUSED) {
            outlet.discardTo(reader.offset());
        }
        flow.replyBegun(false);
        settle();
    }

    /** Takes the command off that was answered. */
    private void settle() {
        if (isUnasked()) {
            subscribed();
        } else if (pending.isEmpty()) {
            if (reader.type() != '-') {
                fail(RedisAnomaly.UNEXPECTED_REPLY, start);
            }
        } else {
            answer();
        }
        flow.settle();
    }

    private void subscribed() {
        if (head.isConfirmation()) {
            session.subscribed(head.isOfShard(), reader.integer());
        }
    }

    private void answer() {
        var way = pending.way();
        var sighting = pending.sighting();
        var error = reader.type() == '-' || reader.type() == '!';
        if (answersChannels()) {
            subscribed();
            if (!pending.answered()) {
                return;
            }
        } else {
            pending.pop();
        }
        var succeeded = !error && fate != Fate.REFUSED;
        var waits = way == PendingReplies.Way.QUEUED && reader.type() == '+' && head.isQueued();
        if (sighting != 0 && !waits) {
            // The elements of EXEC's reply are those of several commands, none of which took them all.
            judge.rows(way == PendingReplies.Way.EXEC ? 0 : Math.max(0, reader.elements()));
            judge.outcome(sighting, succeeded);
        }
        switch (way) {
            case FORWARD, REFUSAL, CHANNELS, REPLICATION -> {}
            case QUEUED -> {
                if (waits) {
                    queued.add(sighting);
                }
            }
            case EXEC -> queued.executed(succeeded ? reader.elements() : -1);
            case DISCARD -> queued.discarded();
            case ABORT -> {
                queued.discarded();
                if (error) {
                    flow.takeRefusal();
                }
            }
            case LOGIN -> login(!error);
            case VERSION3, VERSION2 -> {
                if (!error) {
                    session.version3(way == PendingReplies.Way.VERSION3);
                }
                login(!error);
            }
            case RESET -> {
                if (!error) {
                    queued.discarded();
                    session.reset();
                }
            }
            case MONITOR -> {
                if (!error) {
                    session.monitoring();
                }
            }
        }
    }

    private void login(boolean succeeded) {
        var name = session.asking();
        switch (session.loginAnswered(succeeded)) {
            case GOOD -> {}
            case FAILED -> failed(name, RedisAnomaly.FAILED_LOGIN);
            case FAILED_TOO_OFTEN -> failed(name, RedisAnomaly.FAILED_LOGINS);
        }
    }

    /** A login under this name has failed, which counts against the connection, and against the peer on all of its connections. */
    private void failed(@Nullable Bytes name, RedisAnomaly anomaly) {
        var login = general.login(name);
        judge.begin(login);
        judge.failedLogin(login);
        var guessing = judge.decide(login) instanceof Ruling.Deny;
        judge.end();
        if (judge.trouble(anomaly.trouble(), anomaly.id(), start) instanceof Ruling.Deny || guessing) {
            flow.finish();
        }
    }

    private void pieceEnd() {
        if (!inReply) {
            return;
        }
        if (fate == Fate.REFUSED) {
            outlet.discardTo(reader.offset());
        } else if (fate == Fate.HELD && !judge.mayDeny(Field.REDIS_REPLY)) {
            leave();
        } else if (fate == Fate.STREAMED || reader.offset() - start > holdBytes) {
            if (values.stream(operation()) && judge.decide(operation()) instanceof Ruling.Deny(var denial)) {
                refuse(denial.ruleId());
            } else {
                leave();
            }
        }
    }

    private void leave() {
        fate = Fate.STREAMED;
        flow.replyBegun(true);
        outlet.clearTo(reader.offset());
        values.passed(reader.offset() - start);
    }

    /** Puts an error in the place of the reply; where some of it has left, all that is left is to cut. */
    private void refuse(String rule) {
        var unasked = isUnasked() || pending.isEmpty();
        values.done();
        if (fate == Fate.STREAMED) {
            flow.cut();
            return;
        }
        fate = Fate.REFUSED;
        outlet.discardTo(reader.offset());
        if (!unasked) {
            outlet.insert(Refusals.denied(rule, flow.id()));
        }
    }

    private void fail(RedisAnomaly anomaly, long offset) {
        if (inReply && fate != Fate.REFUSED) {
            values.end(0, operation());
        }
        var ruling = judge.trouble(anomaly.trouble(), anomaly.id(), offset);
        if (ruling instanceof Ruling.Forward && fate != Fate.REFUSED && !flow.hasRefusals()) {
            abandon();
            flow.passUninspected(anomaly.uninspected());
            return;
        }
        if (fate == Fate.STREAMED) {
            flow.cut();
            return;
        }
        if (!pending.isEmpty() && fate != Fate.REFUSED) {
            var rule = ruling instanceof Ruling.Deny(var denial) ? denial.ruleId() : anomaly.id();
            outlet.insert(Refusals.broken(rule, flow.id()));
        }
        flow.finish();
    }

    /** The server has closed. */
    void ended() {
        if (!reader.between()) {
            fail(RedisAnomaly.TRUNCATED, reader.offset());
        }
        if (!pending.isEmpty()) {
            flow.finish();
        }
    }

    boolean idle() {
        return !inReply;
    }

    /** Ends the reply at hand for the judge, because nobody will read the rest of it. */
    void abandon() {
        values.done();
    }
}
