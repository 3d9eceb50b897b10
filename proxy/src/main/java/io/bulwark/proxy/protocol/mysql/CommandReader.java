package io.bulwark.proxy.protocol.mysql;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.mysql.Command.Answer;
import io.bulwark.proxy.protocol.mysql.sql.SqlLexer;
import io.bulwark.proxy.protocol.mysql.sql.Trait;
import io.bulwark.proxy.protocol.mysql.sql.Verb;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** Reads commands: has what they carry judged as it comes, and carries the ruling out where a command ends. */
final class CommandReader {
    /*
     * A command is held until it is complete and ruled on, so that a refused one leaves no trace at the server. One that is larger
     * than the policy holds leaves in pieces that were matched; since the server does nothing before its last byte, and that one is
     * always held, the ruling comes in time even then. But the server waits for a command whose beginning it has, so that a refusal
     * can only end the flow.
     */
    private static final Trait[] TRAITS = Trait.values();
    private static final int MAX_NAME = 512;
    private static final int LONG_DATA_HEAD = 6;
    private static final int SWEEP = 16;
    private static final Denial NO_STATEMENT =
            new Denial.ByTrouble(Trouble.PROTOCOL_VIOLATION, "mysql.refused-statement");

    private final Connection connection;
    private final Session session;
    private final SqlLexer lexer;
    private final MysqlOperation operation = new MysqlOperation();
    private final Values values;
    private final Values shape;
    private final Values made;
    private final ParameterReader parameters;
    private final ByteView window = new ByteView();
    private final Gathered head = new Gathered(Login.MAX_BYTES);
    private @Nullable AnswerSide answers;
    private @Nullable Command command;
    private @Nullable Statement statement;
    private boolean judged;
    private boolean inQuery;
    private boolean partLeft;
    private int nextNumber;
    private long began;
    private int catalogueReads;

    CommandReader(Connection connection) {
        this.connection = connection;
        session = connection.session();
        lexer = new SqlLexer(session.dialect());
        values = new Values(connection.requests(), Field.MYSQL_PARAM);
        shape = new Values(connection.requests(), Field.MYSQL_SHAPE);
        made = new Values(connection.requests(), Field.MYSQL_QUERY);
        parameters = new ParameterReader(session, values);
    }

    void answers(AnswerSide side) {
        answers = side;
    }

    private Judge judge() {
        return connection.requests();
    }

    void packetBegins(Frame frame, long offset) {
        if (!frame.continues()) {
            command = null;
            nextNumber = 0;
        }
        if (frame.number() != nextNumber) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.SEQUENCE, offset);
        } else if (frame.length() == 0 && !frame.continues()) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.EMPTY_COMMAND, offset);
        }
        nextNumber = (nextNumber + 1) & 0xFF;
    }

    void payload(ByteView view, int from, int to, Frame frame) {
        var index = from;
        if (command == null && frame.position() == 0 && !frame.continues()) {
            begin(view.get(index), view.offset() + index);
            index++;
        }
        var at = command;
        if (at == null || connection.isOver()) {
            return;
        }
        switch (at) {
            case QUERY, STMT_PREPARE -> query(view, index, to);
            case STMT_EXECUTE, STMT_BULK_EXECUTE -> parameters.feed(view, index, to);
            case STMT_SEND_LONG_DATA -> longData(view, index, to);
            default -> gather(view, index, to);
        }
    }

    private void begin(byte code, long offset) {
        var known = Command.of(code & 0xFF);
        command = known;
        began = offset;
        partLeft = false;
        inQuery = false;
        judged = false;
        statement = null;
        head.clear();
        if (known == null) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.UNKNOWN_COMMAND, offset);
            return;
        }
        operation.command(known.verb());
        operation.session(session);
        switch (known) {
            case QUERY, STMT_PREPARE -> {
                lexer.begin();
                beginJudging();
                if (known == Command.QUERY && session.has(Capability.QUERY_ATTRIBUTES)) {
                    parameters.begin(ParameterReader.Kind.QUERY);
                }
            }
            case STMT_EXECUTE, STMT_BULK_EXECUTE -> {
                beginJudging();
                parameters.begin(
                        known == Command.STMT_EXECUTE ? ParameterReader.Kind.EXECUTE : ParameterReader.Kind.BULK);
            }
            case STMT_SEND_LONG_DATA -> beginJudging();
            default -> {}
        }
    }

    private void beginJudging() {
        judge().begin(operation);
        judged = true;
    }

    private void query(ByteView view, int from, int to) {
        var index = from;
        if (command == Command.QUERY && session.has(Capability.QUERY_ATTRIBUTES) && !parameters.isDone()) {
            index += parameters.feed(view, index, to);
            if (parameters.failed()) {
                connection.fail(Direction.TO_SERVER, MysqlAnomaly.MALFORMED_COMMAND, began);
                return;
            }
        }
        if (index < to) {
            openQuery();
            window.window(view, index, to - index);
            lexer.feed(window);
            judge().chunk(window);
        }
    }

    private void openQuery() {
        if (!inQuery) {
            values.close();
            judge().open(Field.MYSQL_QUERY, Coding.IDENTITY, Media.OTHER);
            inQuery = true;
        }
    }

    private void longData(ByteView view, int from, int to) {
        var index = from;
        while (index < to && head.length() < LONG_DATA_HEAD) {
            head.add(view, index++, 1);
        }
        if (index < to) {
            values.append(view, index, to - index);
        }
    }

    private void gather(ByteView view, int from, int to) {
        head.add(view, from, to - from);
    }

    /** All that has come was read, and the command goes on: what is more than may be held leaves. */
    void partRead(long start, long end) {
        if (end - start <= connection.setting().limits().holdBytes()) {
            return;
        }
        if (!judged) {
            if (end - start > Login.MAX_BYTES) {
                connection.fail(Direction.TO_SERVER, MysqlAnomaly.MALFORMED_COMMAND, start);
            }
            return;
        }
        values.flush();
        if (judge().decideEarly() instanceof Ruling.Deny) {
            connection.cut();
        } else {
            connection.passage().clear(Direction.TO_SERVER, end);
            partLeft = true;
        }
    }

    /** The command is complete; false when it must be read again once all answers have come. */
    boolean ends(int number, long end) {
        var at = command;
        if (at == null) {
            return true;
        }
        switch (at) {
            case QUERY, STMT_PREPARE -> queryEnds(at, number, end);
            case STMT_EXECUTE, STMT_BULK_EXECUTE -> executionEnds(at, number, end);
            case STMT_SEND_LONG_DATA -> longDataEnds(end);
            case CHANGE_USER -> changeEnds(at, number, end);
            default -> {
                if (at.answer() == Answer.STREAM && !connection.asked().isEmpty()) {
                    return false;
                }
                if (at.isUpkeep()) {
                    upkeep(at, number, end);
                } else {
                    plainEnds(at, number, end);
                }
            }
        }
        return true;
    }

    private void queryEnds(Command at, int number, long end) {
        if (at == Command.QUERY && session.has(Capability.QUERY_ATTRIBUTES) && !parameters.isDone()) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.MALFORMED_COMMAND, end);
            return;
        }
        lexer.finish();
        openQuery();
        judge().close();
        if (lexer.madeLength() > 0) {
            made.append(lexer.madeText(), 0, lexer.madeLength());
            made.close();
        }
        shape();
        operation.statement(lexer);
        var ruling = limits(at, end);
        if (ruling instanceof Ruling.Forward) {
            ruling = judge().decide(operation);
        }
        rule(at, ruling, number, end);
    }

    private Ruling limits(Command at, long end) {
        if (lexer.overflowed()) {
            return judge().trouble(Trouble.LIMIT_EXCEEDED, MysqlAnomaly.STATEMENT_SIZE.id(), end);
        }
        if (at == Command.STMT_PREPARE && session.statements().isFull()) {
            return judge().trouble(Trouble.LIMIT_EXCEEDED, MysqlAnomaly.STATEMENTS.id(), end);
        }
        if (lexer.has(Trait.DYNAMIC_UNREAD)) {
            return judge().trouble(Trouble.UNREADABLE, MysqlAnomaly.DYNAMIC_STATEMENT.id(), end);
        }
        return Ruling.FORWARD;
    }

    private void shape() {
        if (lexer.has(Trait.CATALOGUE)) {
            catalogueReads++;
        }
        var sweeps = lexer.has(Trait.CATALOGUE) && catalogueReads == SWEEP;
        if (lexer.isPlain() && !sweeps) {
            return;
        }
        for (var trait : TRAITS) {
            if (lexer.has(trait) || (sweeps && trait == Trait.CATALOGUE_SWEEP)) {
                shape.word(trait);
            }
        }
        shape.close();
    }

    private void executionEnds(Command at, int number, long end) {
        values.close();
        var known = parameters.statement();
        if (parameters.failed() || !parameters.mayEnd()) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.MALFORMED_COMMAND, end);
            return;
        }
        statement = known;
        if (known == null) {
            var refused = session.statements().lastWasRefused() && parameters.meansLast();
            rule(at, refused ? new Ruling.Deny(NO_STATEMENT) : judge().decide(operation), number, end);
            return;
        }
        operation.copy(known.operation());
        operation.session(session);
        var ruling = judge().decide(operation);
        rule(at, known.isSpoilt() ? new Ruling.Deny(NO_STATEMENT) : ruling, number, end);
        known.forgetLong();
    }

    private void longDataEnds(long end) {
        values.close();
        head.seek(0);
        var known = session.statements().find((int) head.integer(4));
        if (known != null) {
            operation.copy(known.operation());
            operation.session(session);
            known.sentLong((int) head.integer(2));
        }
        var ruling = judge().decide(operation);
        judge().end();
        if (ruling instanceof Ruling.Forward) {
            connection.passage().clear(Direction.TO_SERVER, end);
        } else if (partLeft) {
            connection.cut();
        } else {
            connection.passage().discard(Direction.TO_SERVER, end);
            if (known != null) {
                known.spoil();
            }
        }
    }

    private void changeEnds(Command at, int number, long end) {
        var login = Login.ofChange(head, session);
        if (!login.known()) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.LOGIN, end);
            return;
        }
        LoginReader.show(operation, login, head, values, connection);
        var forwarded = rule(at, judge().decide(operation), number, end);
        if (forwarded != null) {
            forwarded.logsIn(login.user(), login.schema());
            if (login.collation() != 0) {
                session.collation(login.collation());
            }
            connection.clientMaySpeak(false);
            connection.stage(Connection.Stage.AUTHENTICATING);
        }
    }

    /** What belongs to an earlier command and is not asked about again. */
    private void upkeep(Command at, int number, long end) {
        head.seek(0);
        if (at.usesStatement()) {
            var id = (int) head.integer(4);
            statement = session.statements().find(id);
            if (statement != null) {
                operation.copy(statement.operation());
            }
            if (at == Command.STMT_CLOSE) {
                session.statements().remove(id);
            } else if (at == Command.STMT_RESET && statement != null) {
                statement.forgetLong();
            }
        }
        connection.passage().clear(Direction.TO_SERVER, end);
        if (at.answer() != Answer.NONE) {
            connection.asked().add().set(at, operation, statement, number, 0);
        }
    }

    private void plainEnds(Command at, int number, long end) {
        if (at.isNamed()) {
            var length = 0;
            while (length < Math.min(head.length(), MAX_NAME) && head.bytes()[length] != 0) {
                length++;
            }
            head.lower(length);
            operation.command(at.verb(), head.bytes(), 0, length);
        }
        judge().begin(operation);
        var ruling = judge().decide(operation);
        if (ruling instanceof Ruling.Forward && at.answer() == Answer.STREAM) {
            ruling = judge().trouble(Trouble.UNREADABLE, Uninspected.BINLOG.id(), end);
        }
        if (ruling instanceof Ruling.Forward && at.answer() == Answer.STREAM) {
            judge().end();
            connection.passage().clear(Direction.TO_SERVER, end);
            connection.unread(Uninspected.BINLOG);
            return;
        }
        var forwarded = rule(at, ruling, number, end);
        if (forwarded != null && at == Command.INIT_DB) {
            forwarded.brings(null, operation.lastTable(at.verb()));
        }
    }

    /** Carries a ruling out and ends the judge's message; the command to be answered, or null when the server does not get it. */
    private @Nullable Asked rule(Command at, Ruling ruling, int number, long end) {
        var sighting = judge().sighting();
        judge().end();
        if (ruling instanceof Ruling.Deny && partLeft) {
            connection.cut();
            return null;
        }
        var asked = connection.asked().add();
        asked.set(at, operation, statement, number, sighting);
        if (ruling instanceof Ruling.Deny(var denial)) {
            connection.passage().discard(Direction.TO_SERVER, end);
            asked.refuse(denial);
            if (at == Command.STMT_PREPARE) {
                session.statements().refused();
            }
            if (answers != null) {
                answers.refuseNext();
            }
            return null;
        }
        connection.passage().clear(Direction.TO_SERVER, end);
        if (at == Command.QUERY) {
            asked.brings(lexer.change().outcome(), operation.lastTable(Verb.USE));
        }
        return asked;
    }
}
