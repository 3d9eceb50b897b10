package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.redis.PendingReplies.Way;

/** What comes of a command that was ruled on: how it is forwarded or refused, and which answer is expected for it. */
final class Acceptance {
    private static final byte[] DISCARD = Letters.ascii("*1\r\n$7\r\nDISCARD\r\n");
    private static final byte[] PING = Letters.ascii("*1\r\n$4\r\nPING\r\n");
    private static final byte[] ON = Letters.ascii("ON");
    private static final byte[] OFF = Letters.ascii("OFF");
    private static final byte[] SKIP = Letters.ascii("SKIP");
    private static final byte[] ACK = Letters.ascii("ACK ");
    private static final byte[] GETACK = Letters.ascii("GETACK ");
    private static final byte[] THREE = Letters.ascii("3");

    private final FlowState flow;
    private final Session session;
    private final PendingReplies pending;

    Acceptance(FlowState flow) {
        this.flow = flow;
        session = flow.session();
        pending = flow.pending();
    }

    /** Lets the command leave that ends at {@code end}; returns its ticket, or zero when it is not answered. */
    long accept(Command command, int sighting, long end) {
        var spec = command.spec();
        var kind = spec.kind();
        if (kind == Kind.EXEC && session.aborted()) {
            abort(spec, Refusals.abortedTransaction(), end);
            return 0;
        }
        flow.toServer().clearTo(end);
        if (kind == Kind.PLAIN) {
            return session.silent() || session.takeSkip() ? 0 : pending.push(spec, plainWay(), 1, sighting);
        }
        var queued = session.inTransaction() && !actsAtOnce(kind);
        var answered = answered(command, kind);
        if (queued) {
            return answered ? pending.push(spec, Way.QUEUED, 1, sighting) : 0;
        }
        begin(command, kind, answered);
        if (!answered) {
            return 0;
        }
        var ticket = pending.push(spec, way(command, kind), answers(command, kind), sighting);
        if (kind.awaitsAnswer()) {
            flow.await(ticket);
        }
        return ticket;
    }

    private Way plainWay() {
        return session.inTransaction() ? Way.QUEUED : Way.FORWARD;
    }

    /** Whether a command is carried out even where others are queued. */
    private static boolean actsAtOnce(Kind kind) {
        return switch (kind) {
            case EXEC, DISCARD, MULTI, RESET, QUIT, REPLICATE -> true;
            case PLAIN, AUTH, HELLO, SUBSCRIBE, UNSUBSCRIBE, MONITOR, CLIENT_REPLY, REPLCONF -> false;
        };
    }

    /** Whether the server will answer. */
    private boolean answered(Command command, Kind kind) {
        var skipped = session.takeSkip();
        switch (kind) {
            case CLIENT_REPLY -> {
                if (command.goesOnWith(OFF)) {
                    session.replies(false);
                    return false;
                }
                if (command.goesOnWith(ON)) {
                    session.replies(true);
                    return true;
                }
                if (command.goesOnWith(SKIP)) {
                    session.skipNext();
                    return false;
                }
            }
            case SUBSCRIBE, UNSUBSCRIBE, REPLICATE -> {
                return true;
            }
            case RESET -> {
                session.replies(true);
                return true;
            }
            case REPLCONF -> {
                if (command.goesOnWith(ACK) || command.goesOnWith(GETACK)) {
                    return false;
                }
            }
            case PLAIN, AUTH, HELLO, MULTI, EXEC, DISCARD, QUIT, MONITOR -> {}
        }
        return !skipped && !session.silent();
    }

    private void begin(Command command, Kind kind, boolean answered) {
        switch (kind) {
            case MULTI -> {
                if (!session.inTransaction()) {
                    session.transaction(true);
                }
            }
            case EXEC, DISCARD, RESET -> session.transaction(false);
            case AUTH -> login(command, answered);
            case HELLO -> {
                if (command.login() != null) {
                    login(command, answered);
                }
            }
            case PLAIN, QUIT, SUBSCRIBE, UNSUBSCRIBE, MONITOR, CLIENT_REPLY, REPLCONF, REPLICATE -> {}
        }
    }

    private void login(Command command, boolean answered) {
        if (answered) {
            session.login(command.login());
        } else {
            session.loginUnanswered();
        }
    }

    private static Way way(Command command, Kind kind) {
        return switch (kind) {
            case AUTH -> Way.LOGIN;
            case HELLO -> hello(command);
            case RESET -> Way.RESET;
            case SUBSCRIBE, UNSUBSCRIBE -> Way.CHANNELS;
            case MONITOR -> Way.MONITOR;
            case REPLICATE -> Way.REPLICATION;
            case EXEC -> Way.EXEC;
            case DISCARD -> Way.DISCARD;
            case PLAIN, MULTI, QUIT, CLIENT_REPLY, REPLCONF -> Way.FORWARD;
        };
    }

    private static Way hello(Command command) {
        if (command.arguments() == 1) {
            return Way.FORWARD;
        }
        return command.goesOnWith(THREE) ? Way.VERSION3 : Way.VERSION2;
    }

    private static int answers(Command command, Kind kind) {
        return kind == Kind.SUBSCRIBE || kind == Kind.UNSUBSCRIBE ? Math.max(1, command.arguments() - 1) : 1;
    }

    /**
     * Refuses the command, which was dropped. A transaction is lost with any of its commands, as where Redis itself rejects one:
     * EXEC is then answered with an error, and the server told to forget what it had queued.
     */
    void refuse(Command command, String rule) {
        var spec = command.spec();
        if (spec.kind() == Kind.EXEC && session.inTransaction()) {
            abort(spec, Refusals.deniedTransaction(rule, flow.id()), 0);
            return;
        }
        session.abortTransaction();
        if (session.takeSkip()) {
            /* The server would skip the answer to whatever it gets next. */
            flow.toServer().insert(PING.clone());
        } else if (!session.silent()) {
            flow.refuse(spec, Way.REFUSAL, Refusals.denied(rule, flow.id()));
        }
    }

    private void abort(CommandSpec spec, byte[] answer, long end) {
        flow.toServer().discardTo(end);
        flow.toServer().insert(DISCARD.clone());
        session.transaction(false);
        if (!session.takeSkip() && !session.silent()) {
            flow.refuse(spec, Way.ABORT, answer);
        }
    }
}
