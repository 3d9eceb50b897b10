package io.bulwark.proxy.protocol;

import io.bulwark.policy.Operation;

/** HTTP/2 as an HTTP/1 connection sees it that turns into it by {@code Upgrade: h2c} (RFC 7540 section 3.2). */
public interface UpgradeTarget {
    /**
     * Takes the flow over where the answer to the upgrade has ended.
     *
     * @param request the request that asked for it, which the new protocol has to answer; read for the length of this call
     */
    Conversation openUpgraded(Setting setting, Operation request);
}
