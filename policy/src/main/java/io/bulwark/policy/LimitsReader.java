package io.bulwark.policy;

import java.util.List;

/** Reads the limits of a rule. */
final class LimitsReader {

    private static final String RATE_RULE = "1.." + Rate.MAX_TIMES + " and /s, /m or /h, such as 100/s";

    private LimitsReader() {}

    /** @param operations of the rule */
    static RuleLimits read(Fields rule, List<RuleOperation> operations) {
        if (rule.node("limits").isEmpty()) {
            return RuleLimits.NONE;
        }
        var fields = rule.optional("limits");
        var rate = Words.optional(fields, "rate", text -> Rate.parse(text).isPresent(), RATE_RULE)
                .flatMap(Rate::parse);
        int burst =
                fields.whole("burst", 1, Rate.MAX_TIMES, rate.map(Rate::burst).orElse(1));
        int request = fields.whole("maxRequestBytes", 1, RuleLimits.MAX_BYTES, 0);
        int response = fields.whole("maxResponseBytes", 1, RuleLimits.MAX_BYTES, 0);
        fields.end();
        refuse(fields, operations);
        return new RuleLimits(rate.map(known -> known.withBurst(burst)), request, response);
    }

    private static void refuse(Fields fields, List<RuleOperation> operations) {
        var problems = fields.problems();
        if (fields.node("burst").isPresent() && fields.node("rate").isEmpty()) {
            problems.error(fields.line(), fields.at("burst"), "must stand beside rate, was alone");
        }
        if (List.of("rate", "maxRequestBytes", "maxResponseBytes").stream()
                .allMatch(key -> fields.node(key).isEmpty())) {
            problems.error(
                    fields.line(),
                    fields.path(),
                    "must have at least one of rate, maxRequestBytes and maxResponseBytes");
        }
        size(fields, "maxRequestBytes", operations, List.of("tcp"));
        size(fields, "maxResponseBytes", operations, List.of("tcp", "redis", "mysql"));
    }

    /** A key that nothing heeds would be worse than none. */
    private static void size(Fields fields, String key, List<RuleOperation> operations, List<String> without) {
        if (fields.node(key).isPresent()) {
            operations.stream()
                    .map(RuleOperation::protocol)
                    .filter(without::contains)
                    .findFirst()
                    .ifPresent(protocol -> fields.problems()
                            .error(
                                    fields.line(),
                                    fields.at(key),
                                    "must not be given for " + protocol + ", whose sizes it does not limit"));
        }
    }
}
