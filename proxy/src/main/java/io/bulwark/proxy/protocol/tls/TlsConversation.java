package io.bulwark.proxy.protocol.tls;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.opaque.OpaqueConversation;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/** A TLS flow: its ClientHello is held until the server name is known, then policy is asked once about all of it. */
final class TlsConversation implements Conversation {
    private final Setting setting;
    private final ClientHelloReader hello = new ClientHelloReader();
    private final long startedNanos;
    private @Nullable OpaqueConversation rest;

    TlsConversation(Setting setting) {
        this.setting = setting;
        startedNanos = setting.ticker().read();
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (rest == null && (direction == Direction.TO_CLIENT || hello.read(view))) {
            rule(direction, view.offset(), Trouble.UNREADABLE, Uninspected.TLS);
        }
        if (rest != null) {
            rest.read(direction, view);
        }
    }

    private void rule(Direction direction, long offset, Trouble trouble, Uninspected why) {
        var operation = TextOperation.of("tls", "HELLO", hello.serverName());
        rest = new OpaqueConversation(setting, operation, trouble, why);
        rest.rule(direction, offset);
    }

    @Override
    public void ended(Direction direction) {
        if (rest != null) {
            rest.ended(direction);
        }
    }

    /** A hello that never ends is a protocol that cannot be made out. */
    @Override
    public void tick(long nowNanos) {
        if (rest == null
                && nowNanos - startedNanos > setting.limits().detectTimeout().toNanos()) {
            rule(Direction.TO_SERVER, 0, Trouble.DETECTION_TIMEOUT, Uninspected.DETECTION_TIMEOUT);
        }
    }

    @Override
    public boolean idle() {
        return false;
    }
}
