package io.bulwark.proxy.protocol.redis;

/** What a command changes in how the rest of its connection is to be read. */
enum Kind {
    /** Nothing: one reply answers it. */
    PLAIN,
    AUTH,
    HELLO,
    MULTI,
    EXEC,
    DISCARD,
    RESET,
    QUIT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    MONITOR,
    CLIENT_REPLY,
    REPLCONF,
    /** The server goes on with its data instead of a reply. */
    REPLICATE;

    static Kind of(String name) {
        return switch (name) {
            case "AUTH" -> AUTH;
            case "HELLO" -> HELLO;
            case "MULTI" -> MULTI;
            case "EXEC" -> EXEC;
            case "DISCARD" -> DISCARD;
            case "RESET" -> RESET;
            case "QUIT" -> QUIT;
            case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE" -> SUBSCRIBE;
            case "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE" -> UNSUBSCRIBE;
            case "MONITOR" -> MONITOR;
            case "CLIENT REPLY" -> CLIENT_REPLY;
            case "REPLCONF" -> REPLCONF;
            case "PSYNC", "SYNC" -> REPLICATE;
            default -> PLAIN;
        };
    }

    /** Whether nothing further of the client can be judged before the answer to this is known. */
    boolean awaitsAnswer() {
        return this == AUTH || this == HELLO || this == RESET || this == REPLICATE;
    }

    /** Whether its answers among those of a transaction could not be told apart. */
    boolean notInTransaction() {
        return switch (this) {
            case AUTH, HELLO, SUBSCRIBE, UNSUBSCRIBE, MONITOR, CLIENT_REPLY -> true;
            case PLAIN, MULTI, EXEC, DISCARD, RESET, QUIT, REPLCONF, REPLICATE -> false;
        };
    }
}
