package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import org.jspecify.annotations.Nullable;

/** What a reply answers, where of its command no more than the name is still known. */
final class ReplyOperation implements Operation {
    private static final Word EMPTY = Word.of("");
    private static final Word UNASKED = Word.of("PUSH");

    private static final Word LOGIN = Word.of("AUTH");

    private Bytes verb = EMPTY;
    private @Nullable Bytes user;

    /** A reply to this command. */
    ReplyOperation of(CommandSpec spec) {
        verb = spec;
        user = null;
        return this;
    }

    /** Something that the server sends unasked. */
    ReplyOperation unasked() {
        verb = UNASKED;
        user = null;
        return this;
    }

    /** A login under this name. */
    ReplyOperation login(@Nullable Bytes name) {
        verb = LOGIN;
        user = name;
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

    @Override
    public @Nullable Bytes attribute(Attribute attribute) {
        return switch (attribute) {
            case USER -> user;
            case HOST, CONTENT_TYPE, QUERY, BODY, SCHEMA, DIGEST -> null;
        };
    }
}
