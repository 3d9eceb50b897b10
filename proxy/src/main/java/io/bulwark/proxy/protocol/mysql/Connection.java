package io.bulwark.proxy.protocol.mysql;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.Direction;

/** What both directions of a connection share: how far it has come, which answers are awaited, and how it ends. */
final class Connection {
    /** How far a connection has come. */
    enum Stage {
        /** The server's greeting comes next. */
        GREETING,
        /** The client's answer to it comes next. */
        LOGIN,
        /** Client and server settle who the client is. */
        AUTHENTICATING,
        COMMANDS,
        /** The client sends a file that the server has asked for. */
        FILE,
        /** Nothing is read any more. */
        OVER
    }

    private final Setting setting;
    private final Session session = new Session();
    private final AskedRing asked = new AskedRing();
    private Stage stage = Stage.GREETING;
    private boolean clientMaySpeak;

    Connection(Setting setting) {
        this.setting = setting;
    }

    Setting setting() {
        return setting;
    }

    Passage passage() {
        return setting.passage();
    }

    Judge requests() {
        return setting.judge(Direction.TO_SERVER);
    }

    Judge responses() {
        return setting.judge(Direction.TO_CLIENT);
    }

    Session session() {
        return session;
    }

    AskedRing asked() {
        return asked;
    }

    Stage stage() {
        return stage;
    }

    void stage(Stage next) {
        stage = next;
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** While the two settle who the client is: whether the server has asked the client for one more packet. */
    boolean clientMaySpeak() {
        return clientMaySpeak;
    }

    void clientMaySpeak(boolean may) {
        clientMaySpeak = may;
    }

    /** Bytes break the rules, so that what follows cannot be read for certain: the failure table says what becomes of the flow. */
    void fail(Direction direction, MysqlAnomaly anomaly, long offset) {
        var ruling = setting.judge(direction).trouble(Trouble.PROTOCOL_VIOLATION, anomaly.id(), offset);
        requests().end();
        responses().end();
        if (ruling instanceof Ruling.Forward) {
            unread(Uninspected.VIOLATION);
        } else {
            cut();
        }
    }

    /** From here on both lanes pass unread. */
    void unread(Uninspected why) {
        stage = Stage.OVER;
        passage().passUninspected(Direction.TO_SERVER, why);
        passage().passUninspected(Direction.TO_CLIENT, why);
    }

    void cut() {
        stage = Stage.OVER;
        passage().cut();
    }

    void finish() {
        stage = Stage.OVER;
        passage().finish();
    }
}
