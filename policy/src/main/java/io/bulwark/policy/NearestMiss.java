package io.bulwark.policy;

/** Why a request was denied, told by the rule that came closest to allowing it. */
public sealed interface NearestMiss {

    /** What a rule and a request may differ in, in the order in which they are compared. */
    enum Field {
        PEER("peer"),
        PORT("port"),
        PROTOCOL("protocol"),
        METHOD("method"),
        PATH("path"),
        SERVICE("service"),
        GRPC_METHOD("method");

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
     * @param field the first field that differed
     * @param expected what the rule asks for; bounded
     * @param actual what the request had; printable, at most 128 characters
     */
    record Closest(String ruleId, Field field, String expected, String actual) implements NearestMiss {}
}
