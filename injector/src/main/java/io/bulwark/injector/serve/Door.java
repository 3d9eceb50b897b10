package io.bulwark.injector.serve;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many connections in at once whose proxies are not known yet; the others wait in the kernel's queue. Any thread. */
final class Door {
    /* After a restart all proxies come back within seconds. Were all of them let in, none would have shaken hands before patience with it
     * ended, and the work would have been in vain. */

    private final int most;
    private final AtomicInteger strangers = new AtomicInteger();

    Door(int most) {
        this.most = most;
    }

    /** The connection is let in; what comes back is run, once or more often, when its proxy is known or it is over. */
    Runnable enter(Channel connection) {
        if (strangers.incrementAndGet() >= most) {
            adjust(connection.parent());
        }
        var left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true) && strangers.getAndDecrement() >= most) {
                adjust(connection.parent());
            }
        };
    }

    /** On one loop, so that the last one to look sees what counts. */
    private void adjust(Channel listener) {
        listener.eventLoop().execute(() -> listener.config().setAutoRead(strangers.get() < most));
    }
}
