package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import org.jspecify.annotations.Nullable;

/** What a client has set up on its connection, as far as the rest of the connection is to be read by it. */
final class Session {
    /** How an attempt to log in has ended. */
    enum Login {
        GOOD,
        FAILED,
        FAILED_TOO_OFTEN
    }

    /** How often a client may fail to log in on one connection. */
    static final int MAX_FAILED_LOGINS = 5;

    private static final Word DEFAULT_USER = Word.of("default");

    private @Nullable Bytes user = DEFAULT_USER;
    private @Nullable Bytes asking;
    private int failedLogins;
    private boolean transaction;
    private boolean aborted;
    private boolean silent;
    private boolean skipNext;
    private boolean version3;
    private boolean monitoring;
    private long channels;
    private long shardChannels;

    /** The name under which the client is logged in; null when nobody can tell. */
    @Nullable
    Bytes user() {
        return user;
    }

    /** The client asks to be logged in under this name. */
    void login(@Nullable Bytes name) {
        asking = name == null ? DEFAULT_USER : name;
    }

    /** The name under which the client has asked to be logged in, while that is not answered. */
    @Nullable
    Bytes asking() {
        return asking;
    }

    /** The server has answered; what came of the login, if one was asked for. */
    Login loginAnswered(boolean succeeded) {
        if (asking == null) {
            return Login.GOOD;
        }
        var name = asking;
        asking = null;
        if (succeeded) {
            user = name;
            return Login.GOOD;
        }
        failedLogins++;
        return failedLogins > MAX_FAILED_LOGINS ? Login.FAILED_TOO_OFTEN : Login.FAILED;
    }

    /** The server was told not to answer, so that nobody knows whether the client is logged in now. */
    void loginUnanswered() {
        user = null;
        asking = null;
    }

    /** Whether commands are queued for EXEC. */
    boolean inTransaction() {
        return transaction;
    }

    void transaction(boolean on) {
        transaction = on;
        aborted = false;
    }

    /** A command of the transaction was refused, so that it must not be executed without it. */
    void abortTransaction() {
        aborted |= transaction;
    }

    boolean aborted() {
        return aborted;
    }

    /** Whether the server answers nothing any more. */
    boolean silent() {
        return silent;
    }

    /** The client says whether the server is to answer: {@code CLIENT REPLY}. */
    void replies(boolean on) {
        silent = !on;
        skipNext = false;
    }

    void skipNext() {
        skipNext = !silent;
    }

    /** Whether the command at hand is the one that is not to be answered. */
    boolean takeSkip() {
        var skipped = skipNext;
        skipNext = false;
        return skipped;
    }

    void version3(boolean on) {
        version3 = on;
    }

    void monitoring() {
        monitoring = true;
    }

    boolean isMonitoring() {
        return monitoring;
    }

    /** The server tells how many channels the client is subscribed to now. */
    void subscribed(boolean shard, long count) {
        if (shard) {
            shardChannels = count;
        } else {
            channels = count;
        }
    }

    /** Whether arrays may come that are no replies: version 2 has no other form for messages. */
    boolean mayGetMessages() {
        return !version3 && channels + shardChannels > 0;
    }

    /** The server has answered RESET. */
    void reset() {
        user = DEFAULT_USER;
        version3 = false;
        monitoring = false;
        channels = 0;
        shardChannels = 0;
    }
}
