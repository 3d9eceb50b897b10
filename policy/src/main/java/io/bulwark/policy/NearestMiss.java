package io.bulwark.policy;

/** Why a request was denied, told by the rule that came closest to allowing it. */
public sealed interface NearestMiss {

    /** What a rule and a request may differ in, in the order in which they are compared. */
    enum Field {
        PEER("peer"),
        PORT("port"),
        PROTOCOL("protocol"),
        METHOD("method"),
        COMMAND("command"),
        VERB("verb"),
        PATH("path"),
        SERVICE("service"),
        GRPC_METHOD("method"),
        KEY("key"),
        TABLE("table"),
        NAME("name"),
        HOST("host"),
        DIGEST("digest"),
        HEADER("header"),
        CONTENT_TYPE("contentType"),
        QUERY("query"),
        BODY("body"),
        USER("user");

        private final String word;

        Field(String word) {
            this.word = word;
        }

        /** The word for events and pages. */
        public String word() {
            return word;
        }
    }

    /** The allowlist has no rules, so it denies everything. */
    record NoRules() implements NearestMiss {}

    /** A rule denies the request, whatever is allowed. */
    record Denied(String ruleId) implements NearestMiss {}

    /** Only a rule that is on trial allows the request. */
    record OnTrial(String ruleId) implements NearestMiss {}

    /**
     * No rule of the allowlist is for the request's protocol.
     *
     * @param expected the protocols that rules are for
     * @param actual the request's protocol
     */
    record OtherProtocol(String expected, String actual) implements NearestMiss {}

    /**
     * The rule that came closest.
     *
     * @param mode of the rule
     * @param field the first field that differed
     * @param expected what the rule asks for; bounded
     * @param actual what the request had; printable, at most 128 characters
     */
    record Closest(String ruleId, Mode mode, Field field, String expected, String actual) implements NearestMiss {}

    /** The whole as the words of an event. */
    default String sentence() {
        return switch (this) {
            case NoRules() -> "the allowlist has no rules";
            case Denied(var rule) -> "rule " + rule + " denies it";
            case OnTrial(var rule) -> "only rule " + rule + " allows it, which is on trial";
            case OtherProtocol(var expected, var actual) ->
                "the allowlist's rules are for " + expected + ", was " + actual;
            case Closest(var rule, var _, var field, var expected, var actual) ->
                "nearest rule " + rule + " differs in " + field.word() + ": allowed " + expected + ", was " + actual;
        };
    }
}
