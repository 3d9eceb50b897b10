package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.mysql.Connection.Stage;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** The client's direction, packet by packet: who reads a packet, and when the client must wait. */
final class CommandSide {
    /*
     * A client that may speak is read; one that may not is held: before the greeting, while it logs in and the server has not
     * asked it for more, while a statement is prepared whose number is not known yet, behind a command that must be answered
     * first. Otherwise bytes could be taken for a password, or for a file, that the server takes for a statement.
     */
    private final Connection connection;
    private final Frame frame = new Frame();
    private final CommandReader commands;
    private final LoginReader logins;
    private final FileReader files;
    private boolean blocked;
    private long start;

    CommandSide(Connection connection) {
        this.connection = connection;
        commands = new CommandReader(connection);
        logins = new LoginReader(connection);
        files = new FileReader(connection);
    }

    void answers(AnswerSide answers) {
        commands.answers(answers);
    }

    FileReader files() {
        return files;
    }

    void read(ByteView view) {
        var index = 0;
        while (index < view.length() && !blocked && !connection.isOver()) {
            if (frame.inHeader()) {
                if (frame.isAtStart() && !frame.continues()) {
                    if (mustWait()) {
                        blocked = true;
                        return;
                    }
                    start = view.offset() + index;
                }
                index += frame.header(view, index);
                if (!frame.inHeader()) {
                    packetBegins();
                }
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
        if (!blocked && !connection.isOver()) {
            partRead(view.end());
        }
    }

    private boolean mustWait() {
        var asked = connection.asked();
        return switch (connection.stage()) {
            case GREETING -> true;
            case LOGIN, FILE, OVER -> false;
            case AUTHENTICATING -> !connection.clientMaySpeak();
            case COMMANDS -> asked.isFull() || asked.blocks() || asked.prepares();
        };
    }

    private void packetBegins() {
        switch (connection.stage()) {
            case LOGIN -> logins.begin();
            case COMMANDS -> commands.packetBegins(frame, start);
            case GREETING, AUTHENTICATING, FILE, OVER -> {}
        }
    }

    private void payload(ByteView view, int from, int to) {
        switch (connection.stage()) {
            case LOGIN -> logins.payload(view, from, to);
            case COMMANDS -> commands.payload(view, from, to, frame);
            case FILE -> files.payload(view, from, to);
            case GREETING, AUTHENTICATING, OVER -> {}
        }
    }

    private void packetEnds(long end) {
        var isLast = frame.isLast();
        var isEmpty = frame.length() == 0 && !frame.continues();
        frame.next();
        if (!isLast) {
            return;
        }
        switch (connection.stage()) {
            case LOGIN -> logins.ends(frame.number(), end);
            case AUTHENTICATING -> {
                connection.clientMaySpeak(false);
                connection.asked().head().number(frame.number());
                connection.passage().clear(Direction.TO_SERVER, end);
            }
            case COMMANDS -> {
                if (!commands.ends(frame.number(), end)) {
                    frame.reset();
                    blocked = true;
                }
            }
            case FILE -> {
                if (isEmpty) {
                    files.ends(frame.number(), end);
                }
            }
            case GREETING, OVER -> {}
        }
    }

    /** All that has come was read: what need not be held may leave. */
    private void partRead(long end) {
        if (connection.stage() == Stage.FILE) {
            files.partRead(end);
        } else if (connection.stage() == Stage.COMMANDS && !isBetween()) {
            commands.partRead(start, end);
        } else if (connection.stage() == Stage.AUTHENTICATING && end - start > Login.MAX_BYTES) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.LOGIN, start);
        }
    }

    /** Whether no packet of the client is under way. */
    boolean isBetween() {
        return frame.isAtStart() && !frame.continues();
    }

    boolean isBlocked() {
        return blocked;
    }

    /** Something was waited for and has come. */
    void wake() {
        if (blocked && !connection.isOver()) {
            blocked = false;
            connection.passage().reread(Direction.TO_SERVER);
        }
    }
}
