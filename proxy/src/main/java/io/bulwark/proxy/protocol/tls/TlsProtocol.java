package io.bulwark.proxy.protocol.tls;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;

/** TLS as the proxy knows it: the ClientHello of RFC 8446 section 4.1.2 and nothing behind it. */
public final class TlsProtocol implements Protocol {
    @Override
    public String name() {
        return "tls";
    }

    @Override
    public Probe newProbe() {
        return new TlsProbe();
    }

    @Override
    public Conversation open(Setting setting) {
        return new TlsConversation(setting);
    }
}
