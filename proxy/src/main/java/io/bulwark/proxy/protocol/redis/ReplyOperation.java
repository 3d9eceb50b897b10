package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;

/** What a reply answers, where of its command no more than the name is still known. */
final class ReplyOperation implements Operation {
    private static final Word EMPTY = Word.of("");
    private static final Word UNASKED = Word.of("PUSH");

    private Bytes verb = EMPTY;

    /** A reply to this command. */
    ReplyOperation of(CommandSpec spec) {
        verb = spec;
        return this;
    }

    /** Something that the server sends unasked. */
    ReplyOperation unasked() {
        verb = UNASKED;
        return this;
    }

    @Override
    public String protocol() {
        return RedisProtocol.NAME;
    }

    @Override
    public Bytes verb() {
        return verb;
    }

    @Override
    public Bytes resource() {
        return EMPTY;
    }
}
