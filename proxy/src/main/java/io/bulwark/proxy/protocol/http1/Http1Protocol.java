package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.UpgradeTarget;
import io.bulwark.proxy.protocol.http.HttpOperation;
import org.jspecify.annotations.Nullable;

/** HTTP/1.0 and HTTP/1.1 in the clear. */
public final class Http1Protocol implements Protocol {
    private final @Nullable UpgradeTarget http2;

    /** @param http2 what reads a connection on that turns into HTTP/2 */
    public Http1Protocol(UpgradeTarget http2) {
        this.http2 = http2;
    }

    /** HTTP/1 alone: what turns into HTTP/2 is like any other upgrade. */
    public Http1Protocol() {
        http2 = null;
    }

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
        return new Http1Conversation(setting, http2);
    }
}
