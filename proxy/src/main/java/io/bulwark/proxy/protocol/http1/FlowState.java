package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.UpgradeTarget;
import io.bulwark.proxy.protocol.http.Method;
import io.bulwark.proxy.protocol.http.Outlet;
import io.bulwark.proxy.stream.Direction;
import org.jspecify.annotations.Nullable;

/** What both sides of a conversation share: the outlets of the lanes, the outstanding exchanges, and how the flow ends. */
final class FlowState {
    /** How much of a refused message is read and dropped to keep its connection. */
    static final long MAX_DRAIN = 1 << 20;

    private final Setting setting;
    private final @Nullable UpgradeTarget http2;
    private final Passage passage;
    private final Outlet toServer;
    private final Outlet toClient;
    private final ExchangeRing ring = new ExchangeRing();
    private boolean serverEnded;
    private boolean over;

    FlowState(Setting setting, @Nullable UpgradeTarget http2) {
        this.setting = setting;
        this.http2 = http2;
        passage = setting.passage();
        toServer = new Outlet(passage, Direction.TO_SERVER);
        toClient = new Outlet(passage, Direction.TO_CLIENT);
    }

    Setting setting() {
        return setting;
    }

    /** What reads on when the connection turns into HTTP/2; null if nothing does, so that it passes unread. */
    @Nullable
    UpgradeTarget http2() {
        return http2;
    }

    Outlet toServer() {
        return toServer;
    }

    Outlet toClient() {
        return toClient;
    }

    ExchangeRing ring() {
        return ring;
    }

    /** Whether nothing of this flow is read any more. */
    boolean over() {
        return over;
    }

    void markServerEnded() {
        serverEnded = true;
    }

    /** Puts in the refusals whose turn has come. */
    void settle() {
        while (!over) {
            var front = ring.front();
            if (front == null || !front.awaitsRefusal()) {
                return;
            }
            if (!serverEnded) {
                refuse(front);
                ring.pop();
            }
            if (serverEnded || front.closing()) {
                finish();
            }
        }
    }

    /** Puts in the answer that this exchange was refused with. */
    void refuse(Exchange exchange) {
        var status = exchange.refusal();
        if (status != null) {
            var head = exchange.method() == Method.HEAD;
            var refusal = new Refusal(status, exchange.ruleId(), setting.flow().id(), head, exchange.closing());
            toClient.insert(refusal.bytes());
        }
    }

    void flush() {
        toServer.flush();
        toClient.flush();
    }

    void reread() {
        flush();
        passage.reread(Direction.TO_SERVER);
    }

    void finish() {
        if (!over) {
            flush();
            over = true;
            passage.finish();
        }
    }

    void cut() {
        if (!over) {
            over = true;
            passage.cut();
        }
    }

    /** From here on somebody else reads both lanes. */
    void handOver(Conversation next) {
        if (!over) {
            flush();
            over = true;
            passage.handOver(next);
        }
    }

    /** From here on nothing of either lane is read. */
    void passUninspected(Uninspected why) {
        if (!over) {
            flush();
            over = true;
            passage.passUninspected(Direction.TO_SERVER, why);
            passage.passUninspected(Direction.TO_CLIENT, why);
        }
    }
}
