package io.bulwark.proxy.protocol.tls;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.opaque.OpaqueConversation;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** A TLS flow: its ClientHello is held until the server name is known, then policy is asked once about all of it. */
final class TlsConversation implements Conversation {
    private final Setting setting;
    private final ClientHelloReader hello = new ClientHelloReader();
    private long startedNanos;
    private boolean ruled;

    TlsConversation(Setting setting) {
        this.setting = setting;
        startedNanos = setting.ticker().read();
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (!ruled && (direction == Direction.TO_CLIENT || hello.read(view))) {
            rule(direction, view);
        }
    }

    private void rule(Direction direction, ByteView view) {
        ruled = true;
        var operation = TextOperation.of("tls", "HELLO", hello.serverName());
        new OpaqueConversation(setting, operation, Trouble.UNREADABLE, Uninspected.TLS).read(direction, view);
    }

    @Override
    public void ended(Direction direction) {}

    /** A hello that never ends is a protocol that cannot be made out. */
    @Override
    public void tick(long nowNanos) {
        if (!ruled && nowNanos - startedNanos > setting.limits().detectTimeout().toNanos()) {
            ruled = true;
            setting.judge(Direction.TO_SERVER).trouble(Trouble.DETECTION_TIMEOUT, Uninspected.TLS.id(), 0);
            setting.passage().cut();
        }
    }

    @Override
    public boolean idle() {
        return false;
    }
}
