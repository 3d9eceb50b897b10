package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;

/** The commands of one flow: has each judged, then forwards or refuses it. */
final class RequestSide {
    /*
     * A command is held until all of it was judged; its arguments are put together to one text, which is matched at once. One
     * that outgrows the text is matched as a stream, and its keys are ruled on in sections. One that outgrows what may be held
     * leaves piece by piece as it is judged: a server executes nothing before it has all of a command, so that a late denial,
     * which cuts the connection, is still in time.
     *
     * A refused command is dropped as it comes, and its refusal takes its place among the answers. Reading pauses between two
     * commands when too many answers are outstanding, or when an answer decides how the next command is to be judged.
     */
    private static final int MAX_HELD_ARGUMENTS = 32 * 1024;

    private final FlowState flow;
    private final Judge judge;
    private final Outlet outlet;
    private final CommandReader reader;
    private final Command command;
    private final Acceptance acceptance;
    private final int holdBytes;
    private final ByteView blank = new ByteView();

    private Fate fate = Fate.HELD;
    private boolean inCommand;
    private boolean streaming;
    private boolean skipping;
    private String ruleId = "";
    private long start;
    private long received;
    private boolean paused;
    private boolean stopped;

    RequestSide(FlowState flow, Limits limits) {
        this.flow = flow;
        judge = flow.setting().judge(Direction.TO_SERVER);
        outlet = flow.toServer();
        reader = new CommandReader(limits.maxLineBytes());
        command = flow.command();
        acceptance = new Acceptance(flow);
        holdBytes = limits.holdBytes();
    }

    void read(ByteView view) {
        received = view.end();
        if (stopped) {
            outlet.discardTo(received);
            return;
        }
        if (paused) {
            return;
        }
        reader.open(view);
        while (!flow.over() && !stopped) {
            if (reader.between() && reader.hasMore()) {
                if (flow.mustWait()) {
                    paused = true;
                    return;
                }
                start = reader.offset();
                fate = Fate.HELD;
                streaming = false;
            }
            switch (reader.next()) {
                case MORE -> {
                    pieceEnd();
                    return;
                }
                case NOTHING -> outlet.clearTo(reader.offset());
                case BEGIN -> begin();
                case PIECE -> piece();
                case END -> end();
                case FAILED -> fail(reader.anomaly(), reader.inline() ? start : reader.offset());
            }
        }
    }

    private void begin() {
        inCommand = true;
        flow.commandTicket(0);
        command.begin(reader.arguments());
    }

    private void piece() {
        if (fate == Fate.REFUSED) {
            return;
        }
        if (reader.pieceStarts()) {
            startArgument();
            if (fate == Fate.REFUSED || stopped || flow.over()) {
                return;
            }
        }
        if (skipping) {
            judge.chunk(reader.piece());
        } else {
            command.append(reader.piece());
        }
        if (reader.pieceEnds()) {
            endArgument();
        }
    }

    private void startArgument() {
        var index = reader.argument();
        skipping = false;
        if (!command.verbKnown() && reader.length() > CommandTable.MAX_NAME) {
            if (index == 0) {
                fail(RedisAnomaly.LONG_NAME, start);
                return;
            }
            command.endVerb();
        }
        if (!command.hasRoomFor(reader.length()) || (!streaming && reader.offset() - start > MAX_HELD_ARGUMENTS)) {
            outgrown(index);
            if (fate == Fate.REFUSED || stopped || flow.over()) {
                return;
            }
        }
        if (!skipping) {
            command.startArgument(index);
        }
    }

    /** The text has no room for the argument that begins. */
    private void outgrown(int index) {
        if (command.mayHaveSecrets()) {
            fail(RedisAnomaly.LONG_SECRET, start);
            return;
        }
        if (!streaming) {
            streaming = true;
            judge.begin(command);
            judge.open(Field.REDIS_ARG, Coding.IDENTITY, Media.OTHER);
            judge.chunk(command.line());
        }
        if (!rule()) {
            return;
        }
        command.keepVerb();
        if (command.hasRoomFor(reader.length())) {
            return;
        }
        if (command.keyNext(index)) {
            fail(RedisAnomaly.LONG_KEY, start);
            return;
        }
        skipping = true;
        judge.chunk(Blank.show(blank));
    }

    private void endArgument() {
        var index = reader.argument();
        if (skipping) {
            skipping = false;
            command.skipArgument(index);
            return;
        }
        command.endArgument(index);
        if (streaming) {
            judge.chunk(command.argument());
            if (!command.endedWithKey()) {
                command.dropArgument();
            }
        }
    }

    private void end() {
        inCommand = false;
        if (fate != Fate.REFUSED) {
            command.complete();
            if (streaming) {
                judge.close();
            } else {
                judge.begin(command);
            }
            if (mayBeFollowed() && passes()) {
                flow.commandTicket(acceptance.accept(command, judge.sighting(), reader.offset()));
                judge.end();
                return;
            }
            if (flow.over() || stopped) {
                return;
            }
        }
        outlet.discardTo(reader.offset());
        acceptance.refuse(command, ruleId);
    }

    private boolean passes() {
        if (!streaming) {
            judge.field(Field.REDIS_ARG, command.line());
        }
        return rule();
    }

    /** What speaks against the command as a whole; false when it is refused for it, or the connection given up. */
    private boolean mayBeFollowed() {
        if (reader.inline() && HttpLine.is(command)) {
            var ruling = trouble(RedisAnomaly.HTTP_REQUEST, start);
            if (ruling instanceof Ruling.Deny(var denial)) {
                giveUp(denial.ruleId());
                return false;
            }
        }
        if (flow.session().inTransaction() && command.spec().kind().notInTransaction()) {
            return !denies(trouble(RedisAnomaly.NOT_IN_TRANSACTION, start));
        }
        return true;
    }

    private Ruling trouble(RedisAnomaly anomaly, long offset) {
        return judge.trouble(anomaly.trouble(), anomaly.id(), offset);
    }

    /** Rules on what was read so far; false when it is denied. */
    private boolean rule() {
        if (streaming) {
            judge.further();
        }
        return !denies(judge.decide(command));
    }

    private boolean denies(Ruling ruling) {
        if (!(ruling instanceof Ruling.Deny(var denial))) {
            return false;
        }
        judge.end();
        if (fate == Fate.STREAMED) {
            flow.cut();
        } else {
            fate = Fate.REFUSED;
            ruleId = denial.told();
        }
        return true;
    }

    private void pieceEnd() {
        if (reader.between()) {
            outlet.clearTo(reader.offset());
            return;
        }
        if (fate == Fate.REFUSED) {
            outlet.discardTo(reader.offset());
        } else if (streaming && (fate == Fate.STREAMED || reader.offset() - start > holdBytes)) {
            if (rule()) {
                fate = Fate.STREAMED;
                outlet.clearTo(reader.offset());
                judge.passed(reader.offset() - start);
            } else if (!flow.over()) {
                outlet.discardTo(reader.offset());
            }
        }
    }

    private void fail(RedisAnomaly anomaly, long offset) {
        var ruling = trouble(anomaly, offset);
        var refused = inCommand && fate == Fate.REFUSED;
        /* A refusal whose turn has come is no reason to go on reading. */
        flow.settle();
        if (ruling instanceof Ruling.Forward && !refused && !flow.hasRefusals()) {
            abandon();
            flow.passUninspected(anomaly.uninspected());
            return;
        }
        giveUp(ruling instanceof Ruling.Deny(var denial) ? denial.ruleId() : anomaly.id());
    }

    /** Reads nothing more: all that comes is dropped, and the flow ends once the answers are given. */
    private void giveUp(String rule) {
        judge.end();
        if (inCommand && fate == Fate.STREAMED) {
            flow.cut();
            return;
        }
        stopped = true;
        outlet.discardTo(received);
        if (!flow.session().silent()) {
            var answer = Refusals.broken(rule, flow.id());
            flow.refuse(CommandSpec.UNKNOWN, PendingReplies.Way.REFUSAL, answer);
        }
        flow.closeWhenAnswered();
    }

    /** Goes on reading if the answers that came allow it. */
    void resume() {
        if (paused && !flow.over() && !flow.mustWait()) {
            paused = false;
            if (received > reader.offset()) {
                flow.reread();
            }
        }
    }

    /** The client has closed; told again after bytes were read again. */
    void ended() {
        if (!paused && !stopped && !reader.between()) {
            fail(RedisAnomaly.TRUNCATED, reader.offset());
        }
    }

    boolean idle() {
        return reader.between() && !paused;
    }

    /** Ends the command at hand for the judge, because nobody will read the rest of it. */
    void abandon() {
        judge.end();
    }
}
