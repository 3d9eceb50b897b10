package io.bulwark.proxy.protocol.mysql;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.mysql.Connection.Stage;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;

/** The client's answer to the greeting: who it is, what it is able to do, and whether what follows can be read. */
final class LoginReader {
    private static final Command CONNECT = Command.CHANGE_USER;

    private final Connection connection;
    private final MysqlOperation operation = new MysqlOperation();
    private final Values values;
    private Gathered payload = new Gathered(Login.MAX_BYTES);
    private boolean tooLong;

    LoginReader(Connection connection) {
        this.connection = connection;
        values = new Values(connection.requests(), Field.MYSQL_PARAM);
    }

    void begin() {
        payload.clear();
        tooLong = false;
    }

    void payload(ByteView view, int from, int to) {
        tooLong |= payload.length() + (to - from) > Login.MAX_BYTES;
        payload.add(view, from, to - from);
        if (tooLong) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.LOGIN, view.offset() + from);
        }
    }

    /** The packet is complete. */
    void ends(int number, long end) {
        var login = Login.of(payload);
        if (!login.known()) {
            connection.fail(Direction.TO_SERVER, MysqlAnomaly.LOGIN, end);
            return;
        }
        connection.session().chosen(login.capabilities());
        connection.session().collation(login.collation());
        var wantsTls = login.wantsTls(payload);
        var ruling = judge(login, wantsTls, end);
        if (ruling instanceof Ruling.Deny(var denial)) {
            refuse(denial, number, end);
        } else if (wantsTls) {
            connection.requests().end();
            connection.unread(Uninspected.TLS);
        } else {
            forward(login, number, end);
        }
        payload = new Gathered(Login.MAX_BYTES);
    }

    private Ruling judge(Login login, boolean wantsTls, long end) {
        var judge = connection.requests();
        show(operation, login, payload, values, connection);
        var ruling = judge.decide(operation);
        if (ruling instanceof Ruling.Forward && wantsTls) {
            ruling = judge.trouble(Trouble.UNREADABLE, Uninspected.TLS.id(), end);
        } else if (ruling instanceof Ruling.Forward && compresses()) {
            ruling = judge.trouble(Trouble.UNREADABLE, Uninspected.MYSQL_COMPRESSION.id(), end);
        }
        return ruling;
    }

    /** Begins a message of the request judge for a login and shows it all but the secret. */
    static void show(MysqlOperation operation, Login login, Gathered payload, Values values, Connection connection) {
        operation.command(CONNECT.verb(), login.schema(), 0, login.schema().length);
        operation.login(login);
        connection.requests().begin(operation);
        values.append(login.user(), 0, login.user().length);
        values.end();
        values.append(login.schema(), 0, login.schema().length);
        values.end();
        payload.seek(login.attributesFrom());
        if (payload.remaining() > 0) {
            payload.lenenc();
        }
        while (payload.remaining() > 0 && !payload.isShort()) {
            var length = (int) Math.min(payload.lenenc(), payload.remaining());
            values.append(payload.bytes(), payload.position(), length);
            values.end();
            payload.skip(length);
        }
        values.close();
    }

    private boolean compresses() {
        return connection.session().has(Capability.COMPRESS)
                || connection.session().has(Capability.ZSTD);
    }

    private void refuse(Denial denial, int number, long end) {
        connection.requests().end();
        connection.passage().discard(Direction.TO_SERVER, end);
        connection
                .passage()
                .insert(
                        Direction.TO_CLIENT,
                        Refusal.login(denial, connection.setting().flow(), number + 1));
        connection.finish();
    }

    private void forward(Login login, int number, long end) {
        var asked = connection.asked().add();
        asked.set(CONNECT, operation, null, number, connection.requests().sighting());
        asked.logsIn(login.user(), login.schema());
        connection.requests().end();
        connection.passage().clear(Direction.TO_SERVER, end);
        connection.clientMaySpeak(false);
        connection.stage(Stage.AUTHENTICATING);
    }
}
