package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.mysql.Connection.Stage;
import io.bulwark.proxy.protocol.mysql.sql.Trait;
import io.bulwark.proxy.protocol.mysql.sql.Verb;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** A file that the server asks the client for, which is an operation of its own: {@code LOAD LOCAL} of the file's name. */
final class FileReader {
    private static final Verb LOAD_LOCAL = Verb.of("LOAD LOCAL");

    private final Connection connection;
    private final MysqlOperation operation = new MysqlOperation();
    private @Nullable Judge judge;
    private @Nullable Values values;

    FileReader(Connection connection) {
        this.connection = connection;
    }

    private Judge judge() {
        var known = judge;
        if (known == null) {
            known = connection.setting().newJudge(Direction.TO_SERVER);
            judge = known;
        }
        return known;
    }

    /** The server asks for a file: whether it may. */
    Ruling asked(byte[] name, int from, int length) {
        var asking = judge();
        operation.command(LOAD_LOCAL, name, from, length);
        operation.session(connection.session());
        asking.begin(operation);
        var shape = new Values(asking, Field.MYSQL_SHAPE);
        shape.word(Trait.LOCAL_INFILE);
        shape.close();
        var ruling = asking.decide(operation);
        if (ruling instanceof Ruling.Deny) {
            asking.end();
        } else {
            values = new Values(asking, Field.MYSQL_PARAM);
        }
        return ruling;
    }

    void payload(ByteView view, int from, int to) {
        var out = values;
        if (out != null) {
            out.append(view, from, to - from);
        }
    }

    /** What has come of the file leaves, once it was matched. */
    void partRead(long end) {
        var out = values;
        if (out != null) {
            out.flush();
        }
        rule(end, judge().decideEarly());
    }

    private boolean rule(long end, Ruling ruling) {
        if (ruling instanceof Ruling.Deny) {
            connection.cut();
            return false;
        }
        connection.passage().clear(Direction.TO_SERVER, end);
        return true;
    }

    /** The file is complete. */
    void ends(int number, long end) {
        var out = values;
        if (out != null) {
            out.close();
        }
        values = null;
        var ruling = judge().decide(operation);
        judge().end();
        if (rule(end, ruling)) {
            connection.asked().head().number(number);
            connection.stage(Stage.COMMANDS);
        }
    }
}
