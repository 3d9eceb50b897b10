package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;

/** The protocol of MySQL 4.1 and later and of MariaDB, as far as it is neither encrypted nor compressed. */
public final class MysqlProtocol implements Protocol {
    @Override
    public String name() {
        return MysqlOperation.PROTOCOL;
    }

    @Override
    public Probe newProbe() {
        return new MysqlProbe();
    }

    @Override
    public Conversation open(Setting setting) {
        return new MysqlConversation(setting);
    }
}
