package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;

/** Redis, versions 2 and 3 of its protocol, in the clear. */
public final class RedisProtocol implements Protocol {
    static final String NAME = "redis";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Probe newProbe() {
        return new RedisProbe();
    }

    @Override
    public Conversation open(Setting setting) {
        return new RedisConversation(setting);
    }
}
