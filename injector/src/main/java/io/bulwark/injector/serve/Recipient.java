package io.bulwark.injector.serve;

import io.bulwark.policy.handout.Handout;

/** One proxy that is connected. Any thread may call; nothing waits. */
interface Recipient {
    /** The proxy is to have this; what was offered before and not sent yet is forgotten. */
    void offer(Handout handout);

    /** The connection ends; the proxy may come again. */
    void end();
}
