package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Anomaly;
import io.bulwark.proxy.protocol.Uninspected;

/** The ways in which bytes break the rules of RESP, or cannot be followed; {@code docs/protocols/redis.md} explains each. */
enum RedisAnomaly implements Anomaly {
    INVALID_LENGTH("redis.invalid-length"),
    INVALID_TYPE("redis.invalid-type"),
    INVALID_LINE_END("redis.invalid-line-end"),
    UNBALANCED_QUOTES("redis.unbalanced-quotes"),
    ZERO_BYTE("redis.zero-byte"),
    HTTP_REQUEST("redis.http-request"),
    NOT_IN_TRANSACTION("redis.not-in-transaction"),
    UNEXPECTED_REPLY("redis.unexpected-reply"),
    TRUNCATED("redis.truncated"),
    LONG_NAME("redis.long-name", Trouble.LIMIT_EXCEEDED),
    LONG_INLINE("redis.long-inline", Trouble.LIMIT_EXCEEDED),
    LONG_KEY("redis.long-key", Trouble.LIMIT_EXCEEDED),
    LONG_SECRET("redis.long-secret", Trouble.LIMIT_EXCEEDED),
    LONG_VALUE("redis.long-value", Trouble.LIMIT_EXCEEDED),
    TOO_MANY_ARGUMENTS("redis.too-many-arguments", Trouble.LIMIT_EXCEEDED),
    DEEP_REPLY("redis.deep-reply", Trouble.LIMIT_EXCEEDED),
    /** Not a fault of the bytes: nobody knows who the client is. */
    FAILED_LOGIN("redis.failed-login", Trouble.IDENTITY_UNKNOWN),
    FAILED_LOGINS("redis.failed-logins", Trouble.LIMIT_EXCEEDED);

    private final String id;
    private final Trouble trouble;

    RedisAnomaly(String id) {
        this(id, Trouble.PROTOCOL_VIOLATION);
    }

    RedisAnomaly(String id, Trouble trouble) {
        this.id = id;
        this.trouble = trouble;
    }

    @Override
    public String id() {
        return id;
    }

    /** Which row of the failure table rules on it. */
    Trouble trouble() {
        return trouble;
    }

    /** What the bytes are counted under that pass in spite of it. */
    Uninspected uninspected() {
        return trouble == Trouble.LIMIT_EXCEEDED ? Uninspected.LIMIT : Uninspected.VIOLATION;
    }
}
