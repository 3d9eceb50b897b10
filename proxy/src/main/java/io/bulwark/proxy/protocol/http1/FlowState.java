package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.Direction;
import java.time.Duration;

/** What both sides of a conversation share: the outlets of the lanes, the outstanding exchanges, and how the flow ends. */
final class FlowState {
    /** How much of a refused message is read and dropped to keep its connection. */
    static final long MAX_DRAIN = 1 << 20;

    /** How long the rest of a refused request is dropped before the connection closes, so that a reset does not overtake the refusal. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Setting setting;
    private final Passage passage;
    private final Outlet toServer;
    private final Outlet toClient;
    private final ExchangeRing ring = new ExchangeRing();
    private final Since lingeringSince = new Since(LINGER);
    private boolean lingering;
    private boolean serverEnded;
    private boolean over;

    FlowState(Setting setting) {
        this.setting = setting;
        passage = setting.passage();
        toServer = new Outlet(passage, Direction.TO_SERVER);
        toClient = new Outlet(passage, Direction.TO_CLIENT);
    }

    Setting setting() {
        return setting;
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

    /** Whether the last answer was given and only the rest of its request is waited for. */
    boolean lingering() {
        return lingering;
    }

    boolean running() {
        return !over && !lingering;
    }

    void markServerEnded() {
        serverEnded = true;
    }

    /** Puts in the refusals whose turn has come. */
    void settle() {
        while (running()) {
            var front = ring.front();
            if (front == null || front.refusal() == null) {
                return;
            }
            if (serverEnded) {
                finish();
                return;
            }
            refuse(front);
            ring.pop();
            if (front.closing()) {
                endAfter(front);
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

    private void endAfter(Exchange exchange) {
        if (exchange.complete()) {
            finish();
        } else {
            lingering = true;
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

    /** From here on nothing of either lane is read. */
    void passUninspected(Uninspected why) {
        if (!over) {
            flush();
            over = true;
            passage.passUninspected(Direction.TO_SERVER, why);
            passage.passUninspected(Direction.TO_CLIENT, why);
        }
    }

    void tick(long nowNanos) {
        if (lingering && !over) {
            lingeringSince.start(nowNanos);
            if (lingeringSince.exceeded(nowNanos)) {
                finish();
            }
        }
    }
}
