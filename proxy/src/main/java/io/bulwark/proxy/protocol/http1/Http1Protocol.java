package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.http.HttpOperation;

/** HTTP/1.0 and HTTP/1.1 in the clear. */
public final class Http1Protocol implements Protocol {
    @Override
    public String name() {
        return HttpOperation.PROTOCOL;
    }

    @Override
    public Probe newProbe() {
        return new Http1Probe();
    }

    @Override
    public Conversation open(Setting setting) {
        return new Http1Conversation(setting);
    }
}
