package io.bulwark.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for conditions that exclude each other, so that no call can fit all of them. */
final class NeverFits {

    /* What is found is true: each case is told by the grammar of the values alone. What is not found may never fit all the same. */

    private static final String ASTERISK = "*";
    private static final String OPTIONS = "OPTIONS";
    private static final String TLS = "tls";
    private static final int UUID_LENGTH = 36;
    private static final int DATE_LENGTH = 10;
    private static final int LONGEST_DATE = 34;
    private static final int MAX_INT = 20;
    private static final int MIN_HASH = 16;
    private static final int MAX_WORD = 128;
    private static final Characters HYPHENS = Characters.DIGITS.with("-").withSignsApart();

    private NeverFits() {}

    /** Why no call fits an entry, as the end of a sentence that begins with the entry. */
    static Optional<String> reason(RuleOperation operation) {
        return switch (operation) {
            case HttpOperation http -> http(http);
            case TcpOperation tcp ->
                tcp.names().isEmpty()
                                || tcp.protocols().isEmpty()
                                || tcp.protocols().contains(TLS)
                        ? Optional.empty()
                        : Optional.of("never fits: names are what clients of " + TLS + " ask for, and protocols are "
                                + Told.listed(tcp.protocols()));
            case RedisOperation redis -> variable(redis.keys());
            case GrpcOperation _, MysqlOperation _ -> Optional.empty();
        };
    }

    private static Optional<String> http(HttpOperation http) {
        boolean asterisk = !http.paths().isEmpty()
                && http.paths().stream().allMatch(path -> path.equals(new PathPattern.Exact(ASTERISK)));
        if (asterisk && !http.methods().isEmpty() && !http.methods().contains(OPTIONS)) {
            return Optional.of("never fits: the path " + ASTERISK + " is one of " + OPTIONS + " alone, and methods are "
                    + Told.listed(http.methods()));
        }
        var conditions = http.conditions();
        return variable(http.paths())
                .or(() -> parameter("query", conditions.query()))
                .or(() -> parameter("bodyParameters", conditions.body()));
    }

    /** A variable of which more is asked than its type allows. */
    private static Optional<String> variable(List<?> patterns) {
        return PathVariables.templates(patterns).stream()
                .flatMap(template -> template.segments().stream()
                        .filter(PathSyntax::isVariable)
                        .flatMap(segment -> variable(template, segment).stream()))
                .findFirst();
    }

    private static Optional<String> variable(PathVariables.Templated template, String segment) {
        var asked =
                PathSyntax.isTypeAlone(segment) ? null : template.variables().get(PathSyntax.nameOf(segment));
        return asked == null
                ? Optional.empty()
                : value(asked.withType(PathSyntax.typeOf(segment)))
                        .map(why -> "has a variable " + segment + " that nothing fits: it must " + why);
    }

    private static Optional<String> parameter(String key, QueryPattern pattern) {
        return switch (pattern) {
            case QueryPattern.Any() -> Optional.empty();
            case QueryPattern.Only(var parameters) ->
                parameters.entrySet().stream()
                        .flatMap(entry -> parameter(key, entry).stream())
                        .findFirst();
        };
    }

    private static Optional<String> parameter(String key, Map.Entry<String, ValuePattern> named) {
        return value(named.getValue())
                .map(why -> "has a parameter in " + key + " that no value fits: " + Told.text(named.getKey()) + " must "
                        + why);
    }

    private static Optional<String> value(ValuePattern pattern) {
        int shortest = shortest(pattern.type());
        int longest = longest(pattern.type());
        if (pattern.maxLength() < shortest || pattern.minLength() > longest) {
            return Optional.of("be " + pattern.type().word() + ", which is " + shortest + ".." + longest
                    + " bytes long, and " + pattern.minLength() + ".." + pattern.maxLength() + " bytes long");
        }
        boolean hyphens = pattern.type() == SegmentType.UUID || pattern.type() == SegmentType.DATE;
        if (hyphens && !pattern.characters().covers(HYPHENS)) {
            return Optional.of("be " + pattern.type().word() + ", which has hyphens, and have characters of "
                    + pattern.characters().told());
        }
        var start = Told.bytes(pattern.startsWith());
        if (start.length() > pattern.maxLength() || !pattern.characters().has(start, 0, start.length())) {
            return Optional.of("begin with " + Told.text(pattern.startsWith()) + ", have characters of "
                    + pattern.characters().told() + ", and be at most " + pattern.maxLength() + " bytes long");
        }
        var condition = new ValueCondition(pattern);
        boolean none = !pattern.oneOf().isEmpty()
                && pattern.oneOf().stream().noneMatch(text -> condition.allows(Told.bytes(text)));
        return none
                ? Optional.of("be one of " + Told.listed(pattern.oneOf()) + ", none of which fits its other conditions")
                : Optional.empty();
    }

    private static int shortest(SegmentType type) {
        return switch (type) {
            case ANY -> 0;
            case INT, SLUG, TOKEN -> 1;
            case UUID -> UUID_LENGTH;
            case DATE -> DATE_LENGTH;
            case HASH -> MIN_HASH;
        };
    }

    private static int longest(SegmentType type) {
        return switch (type) {
            case ANY -> ValuePattern.MAX_LENGTH;
            case INT -> MAX_INT;
            case UUID -> UUID_LENGTH;
            case DATE -> LONGEST_DATE;
            case HASH, SLUG, TOKEN -> MAX_WORD;
        };
    }
}
