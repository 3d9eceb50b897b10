package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.mysql.Command.Answer;
import io.bulwark.proxy.protocol.mysql.Connection.Stage;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/** The server's direction, packet by packet: what each answers, and what of it leaves. */
final class AnswerSide {
    /*
     * Whole packets leave as soon as they were read and ruled on; of a packet that is on its way nothing does, unless it is large.
     * So a result that is refused in its middle ends with an ERR packet in place of a row, which is what a server does too when
     * something goes wrong there, and the connection goes on.
     */
    private static final int LARGE = 64 * 1024;

    private static final int OK = 0x00;
    private static final int MORE_DATA = 0x01;
    private static final int FILE = 0xFB;
    private static final int ERROR = 0xFF;
    private static final int FAST_LOGIN = 0x03;
    private static final int PROGRESS = 0xFFFF;

    private final Connection connection;
    private final CommandSide commands;
    private final Frame frame = new Frame();
    private final Gathered control = new Gathered(Greeting.MAX_BYTES);
    private final ResultReader result;
    private @Nullable Denial replacing;
    private boolean dropping;
    private boolean begun;
    private boolean inTransaction;
    private boolean partLeft;
    private long start;
    private int completeNumber;
    private int leftNumber;

    AnswerSide(Connection connection, CommandSide commands) {
        this.connection = connection;
        this.commands = commands;
        result = new ResultReader(connection);
    }

    boolean inTransaction() {
        return inTransaction;
    }

    void read(ByteView view) {
        var index = 0;
        while (index < view.length() && !connection.isOver()) {
            if (frame.inHeader()) {
                if (frame.isAtStart() && !frame.continues()) {
                    start = view.offset() + index;
                    control.clear();
                }
                index += frame.header(view, index);
            } else {
                var count = Math.min(frame.remaining(), view.length() - index);
                payload(view, index, index + count);
                frame.advance(count);
                index += count;
            }
            if (!frame.inHeader() && frame.remaining() == 0 && !connection.isOver()) {
                packetEnds(view.offset() + index);
            }
        }
        if (!connection.isOver()) {
            settle(frame.isAtStart() && !frame.continues() ? view.end() : isLarge() ? view.end() : start);
        }
    }

    private boolean isLarge() {
        return (frame.length() > LARGE && !frame.inHeader()) || frame.continues();
    }

    private void payload(ByteView view, int from, int to) {
        if (frame.position() == 0 && !frame.continues()) {
            packetBegins(view.get(from) & 0xFF, view.offset() + from);
        }
        if (connection.isOver()) {
            return;
        }
        if (result.isReadingPacket()) {
            result.payload(view, from, to, frame);
        } else {
            control.add(view, from, to - from);
        }
    }

    private void packetBegins(int first, long offset) {
        if (connection.stage() == Stage.GREETING) {
            return;
        }
        if (connection.asked().isEmpty()) {
            if (first != ERROR) {
                connection.fail(Direction.TO_CLIENT, MysqlAnomaly.UNASKED_ANSWER, offset);
            }
            return;
        }
        if (!begun) {
            begun = true;
            var asked = connection.asked().head();
            completeNumber = asked.number();
            leftNumber = completeNumber;
            result.begin(asked);
        }
        result.packetBegins(first, frame.length());
    }

    private void packetEnds(long end) {
        var isLast = frame.isLast();
        completeNumber = frame.number();
        frame.next();
        if (!isLast) {
            return;
        }
        if (connection.stage() == Stage.GREETING) {
            greeting(end);
        } else if (!begun) {
            connection.passage().clear(Direction.TO_CLIENT, end);
        } else if (result.isReadingPacket()) {
            if (!result.packetEnds()) {
                connection.fail(Direction.TO_CLIENT, MysqlAnomaly.MALFORMED_ANSWER, start);
            } else if (result.isPreparedComplete()) {
                ends(true, end);
            }
        } else {
            controlEnds(end);
        }
    }

    private int byteAt(int place) {
        return place < control.length() ? control.bytes()[place] & 0xFF : -1;
    }

    private void greeting(long end) {
        if (byteAt(0) == ERROR) {
            connection.passage().clear(Direction.TO_CLIENT, end);
            return;
        }
        var greeting = Greeting.of(control);
        if (!greeting.isKnown() || frame.length() > Greeting.MAX_BYTES) {
            connection.fail(Direction.TO_CLIENT, MysqlAnomaly.GREETING, start);
            return;
        }
        var removed = greeting.removed(connection.setting().mysql());
        connection.session().offered(greeting.capabilities() & ~removed);
        connection.session().dialect().server(greeting.mariadb(), greeting.version());
        if (removed == 0) {
            connection.passage().clear(Direction.TO_CLIENT, end);
        } else {
            connection.passage().discard(Direction.TO_CLIENT, end);
            connection.passage().insert(Direction.TO_CLIENT, greeting.without(removed, control, frame.number()));
        }
        connection.stage(Stage.LOGIN);
        commands.wake();
    }

    private void controlEnds(long end) {
        var asked = connection.asked().head();
        if (replacing != null) {
            replaced(asked, replacing, end);
            return;
        }
        var first = byteAt(0);
        if (first == ERROR) {
            if (!isProgress()) {
                failed(asked, end);
            }
        } else if (asked.answer() == Answer.LOGIN) {
            login(first, end);
        } else if (first == FILE && asked.answer() == Answer.TEXT_RESULT && result.isAtFirst()) {
            file(asked, end);
        } else {
            switch (result.control(control)) {
                case GOES_ON -> {}
                case ENDS -> ends(true, end);
                case BROKEN -> connection.fail(Direction.TO_CLIENT, MysqlAnomaly.MALFORMED_ANSWER, start);
            }
        }
    }

    /** MariaDB tells how far it is in a packet that looks like an error and ends nothing. */
    private boolean isProgress() {
        return connection.session().has(Capability.PROGRESS) && (byteAt(1) | byteAt(2) << Byte.SIZE) == PROGRESS;
    }

    private void failed(Asked asked, long end) {
        if (asked.answer() != Answer.LOGIN) {
            ends(false, end);
            return;
        }
        var judge = connection.responses();
        judge.begin(asked.operation());
        judge.failedLogin(asked.operation());
        var ruling = judge.decide(asked.operation());
        judge.end();
        var first = connection.session().user().length == 0;
        connection.stage(Stage.COMMANDS);
        ends(false, end);
        if (ruling instanceof Ruling.Deny || first) {
            connection.finish();
        }
    }

    private void login(int first, long end) {
        if (first != OK) {
            var asksClient = !(first == MORE_DATA && control.length() == 2 && byteAt(1) == FAST_LOGIN);
            connection.passage().clear(Direction.TO_CLIENT, end);
            if (asksClient) {
                connection.clientMaySpeak(true);
                commands.wake();
            }
            return;
        }
        result.control(control);
        connection.stage(Stage.COMMANDS);
        ends(true, end);
        var session = connection.session();
        if (session.has(Capability.COMPRESS) || session.has(Capability.ZSTD)) {
            connection.unread(Uninspected.MYSQL_COMPRESSION);
        }
    }

    private void file(Asked asked, long end) {
        var ruling = commands.files().asked(control.bytes(), 1, Math.max(0, control.length() - 1));
        if (ruling instanceof Ruling.Deny(var denial)) {
            if (!commands.isBetween() && !commands.isBlocked()) {
                connection.cut();
                return;
            }
            connection.passage().discard(Direction.TO_CLIENT, end);
            connection.passage().insert(Direction.TO_SERVER, Refusal.noFile(completeNumber + 1));
            replacing = denial;
            return;
        }
        connection.passage().clear(Direction.TO_CLIENT, end);
        asked.number(completeNumber);
        connection.stage(Stage.FILE);
        commands.wake();
    }

    /** The server has answered the file that it did not get; the client, who was not asked for it, gets a refusal. */
    private void replaced(Asked asked, Denial denial, long end) {
        connection.passage().discard(Direction.TO_CLIENT, end);
        insert(denial, asked.number() + 1);
        replacing = null;
        connection.responses().outcome(asked.sighting(), false);
        over();
    }

    private void insert(Denial denial, int number) {
        var flow = connection.setting().flow();
        connection.passage().insert(Direction.TO_CLIENT, Refusal.statement(denial, flow, number));
        leftNumber = number;
    }

    /** The answer is complete. */
    private void ends(boolean succeeded, long end) {
        var asked = connection.asked().head();
        var good = succeeded && !dropping;
        if (result.isJudged()) {
            rule(end, result.close());
            good &= !dropping;
            if (connection.isOver()) {
                return;
            }
        } else {
            leave(end);
        }
        if (succeeded) {
            asked.apply(connection.session());
            if (result.knowsStatus()) {
                status(result.status());
            }
        }
        connection.responses().outcome(asked.sighting(), good);
        over();
    }

    private void status(int status) {
        connection.session().dialect().noBackslashEscapes((status & ResultReader.NO_BACKSLASH_ESCAPES) != 0);
        inTransaction = (status & ResultReader.IN_TRANSACTION) != 0;
    }

    private void over() {
        connection.asked().removeHead();
        begun = false;
        dropping = false;
        refuseNext();
        commands.wake();
    }

    /** Gives refused commands their answers, as long as they are next. */
    void refuseNext() {
        var asked = connection.asked();
        while (!begun && !asked.isEmpty()) {
            var denial = asked.head().refusal();
            if (denial == null) {
                return;
            }
            insert(denial, asked.head().number() + 1);
            asked.removeHead();
        }
    }

    /** All that has come was read: what is decided up to this offset leaves. */
    private void settle(long upTo) {
        if (begun && result.isJudged()) {
            rule(upTo, result.rule());
        } else {
            leave(upTo);
        }
    }

    private void rule(long upTo, Ruling ruling) {
        if (ruling instanceof Ruling.Deny(var denial) && !dropping) {
            if (partLeft) {
                connection.cut();
                return;
            }
            connection.passage().discard(Direction.TO_CLIENT, upTo);
            insert(denial, leftNumber + 1);
            dropping = true;
        } else {
            leave(upTo);
        }
    }

    private void leave(long upTo) {
        if (dropping) {
            connection.passage().discard(Direction.TO_CLIENT, upTo);
            return;
        }
        connection.passage().clear(Direction.TO_CLIENT, upTo);
        leftNumber = completeNumber;
        partLeft = upTo > start && !(frame.isAtStart() && !frame.continues());
    }
}
