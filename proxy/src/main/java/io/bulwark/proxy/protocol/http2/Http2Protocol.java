package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Operation;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.UpgradeTarget;

/** HTTP/2 in the clear, with prior knowledge or after an HTTP/1 request for {@code Upgrade: h2c}. */
public final class Http2Protocol implements Protocol, UpgradeTarget {
    static final String NAME = "http2";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Probe newProbe() {
        return new PrefaceProbe();
    }

    @Override
    public Conversation open(Setting setting) {
        return new Http2Conversation(setting);
    }

    @Override
    public Conversation openUpgraded(Setting setting, Operation request) {
        return Http2Conversation.upgraded(setting, request);
    }
}
