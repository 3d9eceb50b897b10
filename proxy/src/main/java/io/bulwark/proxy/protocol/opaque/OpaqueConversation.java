package io.bulwark.proxy.protocol.opaque;

import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/**
 * A flow that cannot be read. Its first byte asks policy once: the allowlist, which knows no such operation, and the failure
 * table. What is allowed then passes unread and counted; of what the server sends the first byte tells whether it took the flow.
 */
public final class OpaqueConversation implements Conversation {
    /** The first byte of a TLS record by which a server refuses a handshake. */
    private static final byte TLS_ALERT = 21;

    private final Setting setting;
    private final Operation operation;
    private final Trouble trouble;
    private final Uninspected why;
    private boolean ruled;
    private boolean answered;
    private int sighting;

    /**
     * @param operation what policy and events call this flow
     * @param trouble what the failure table is asked about
     */
    public OpaqueConversation(Setting setting, Operation operation, Trouble trouble, Uninspected why) {
        this.setting = setting;
        this.operation = operation;
        this.trouble = trouble;
        this.why = why;
    }

    @Override
    public void read(Direction direction, ByteView view) {
        if (!ruled) {
            rule(direction, view.offset());
        }
        if (direction == Direction.TO_CLIENT && view.length() > 0) {
            answer(view.get(0) != TLS_ALERT || why != Uninspected.TLS);
        }
    }

    /** The server's first bytes say whether it has taken the flow; what it sends passes from there on. */
    private void answer(boolean taken) {
        if (!answered) {
            answered = true;
            setting.judge(Direction.TO_CLIENT).outcome(sighting, taken);
            setting.passage().passUninspected(Direction.TO_CLIENT, why);
        }
    }

    /** Asks policy now, about bytes of this direction from {@code offset} on. */
    public void rule(Direction direction, long offset) {
        ruled = true;
        var judge = setting.judge(Direction.TO_SERVER);
        judge.begin(operation);
        var allowed = judge.decide(operation) instanceof Ruling.Forward
                && setting.judge(direction).trouble(trouble, why.id(), offset) instanceof Ruling.Forward;
        sighting = judge.sighting();
        judge.end();
        if (allowed) {
            setting.passage().passUninspected(Direction.TO_SERVER, why);
        } else {
            answered = true;
            setting.judge(Direction.TO_CLIENT).outcome(sighting, false);
            setting.passage().cut();
        }
    }

    @Override
    public void ended(Direction direction) {
        if (ruled && direction == Direction.TO_CLIENT) {
            answer(false);
        }
    }

    @Override
    public void tick(long nowNanos) {}

    @Override
    public boolean idle() {
        return false;
    }
}
