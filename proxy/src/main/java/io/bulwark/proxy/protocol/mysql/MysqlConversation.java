package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.mysql.Connection.Stage;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** One connection of MySQL: commands in one direction, their answers in the other, kept in step. */
final class MysqlConversation implements Conversation {
    private final Connection connection;
    private final CommandSide commands;
    private final AnswerSide answers;

    MysqlConversation(Setting setting) {
        connection = new Connection(setting);
        commands = new CommandSide(connection);
        answers = new AnswerSide(connection, commands);
        commands.answers(answers);
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (direction == Direction.TO_SERVER) {
            commands.read(view);
        } else {
            answers.read(view);
        }
    }

    /** A command or an answer of which only a part has come says nothing: what was held of it is not passed on. */
    @Override
    public void ended(Direction direction) {
        if (connection.isOver()) {
            return;
        }
        if (direction == Direction.TO_CLIENT || (!commands.isBetween() && !commands.isBlocked())) {
            connection.finish();
        }
    }

    @Override
    public void tick(long nowNanos) {}

    @Override
    public boolean idle() {
        return connection.stage() == Stage.COMMANDS
                && connection.asked().isEmpty()
                && commands.isBetween()
                && !answers.inTransaction();
    }
}
