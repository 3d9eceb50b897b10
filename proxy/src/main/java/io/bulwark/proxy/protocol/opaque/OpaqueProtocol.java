package io.bulwark.proxy.protocol.opaque;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.protocol.Uninspected;

/**
 * Any protocol of which nothing is read. It is never detected, only declared; the declaration saves the guess, and policy is asked as if
 * the guess had failed.
 */
public record OpaqueProtocol(String name) implements Protocol {
    @Override
    public Probe newProbe() {
        return (_, _) -> Probe.Answer.NO;
    }

    @Override
    public Conversation open(Setting setting) {
        return new OpaqueConversation(
                setting, TextOperation.of(name, "OPEN", ""), Trouble.UNREADABLE, Uninspected.DECLARED);
    }
}
