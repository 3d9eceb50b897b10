package io.bulwark.policy;

import io.bulwark.policy.AllowlistDecision.Outcome;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Matching as plainly as it can be written: every rule in turn, with strings and regular expressions. */
final class NaiveOracle {

    private final SideRules side;
    private final Cidr address;
    private final PeerIdentity identity;
    private final int port;

    /** What is said of a call, and by which rule; no rule is the empty one. */
    record Said(Outcome outcome, String rule) {}

    NaiveOracle(SideRules side, Cidr address, PeerIdentity identity, int port) {
        this.side = side;
        this.address = address;
        this.identity = identity;
        this.port = port;
    }

    Said match(Operation call) {
        var gravest = part(call, 0);
        for (int part = 1; part < call.parts(); part++) {
            var next = part(call, part);
            gravest = next.outcome().compareTo(gravest.outcome()) > 0 ? next : gravest;
        }
        return gravest;
    }

    private Said part(Operation call, int part) {
        Predicate<AllowlistRule> fits = rule -> fits(rule, call, part);
        for (var rule : side.deny()) {
            if (rule.mode() == Mode.ENFORCE && fits.test(rule)) {
                return new Said(side.mode() == Mode.ENFORCE ? Outcome.DENIED : Outcome.WOULD_DENY, rule.id());
            }
        }
        var said = allowed(fits);
        if (said.outcome() == Outcome.ALLOWED) {
            for (var rule : side.deny()) {
                if (rule.mode() != Mode.ENFORCE && fits.test(rule)) {
                    return new Said(Outcome.WOULD_DENY, rule.id());
                }
            }
        }
        return said;
    }

    private Said allowed(Predicate<AllowlistRule> fits) {
        for (var rule : side.allow()) {
            if (rule.mode() == Mode.ENFORCE && fits.test(rule)) {
                return new Said(Outcome.ALLOWED, rule.id());
            }
        }
        for (var rule : side.allow()) {
            if (rule.mode() != Mode.ENFORCE && fits.test(rule)) {
                boolean told = rule.mode() == Mode.MONITOR && side.mode() != Mode.LEARN;
                return new Said(told ? Outcome.WOULD_DENY : Outcome.ALLOWED, rule.id());
            }
        }
        if (!side.closed()) {
            return new Said(Outcome.ALLOWED, "no-allowlist");
        }
        return new Said(
                switch (side.mode()) {
                    case LEARN -> Outcome.ALLOWED;
                    case MONITOR -> Outcome.WOULD_DENY;
                    case ENFORCE -> Outcome.DENIED;
                },
                "");
    }

    private boolean fits(AllowlistRule rule, Operation call, int part) {
        return rule.peers().stream().anyMatch(this::isPeer)
                && (rule.ports().isEmpty() || rule.ports().contains(port))
                && rule.operations().stream().anyMatch(operation -> fits(operation, call, part));
    }

    private boolean isPeer(PeerPattern pattern) {
        return switch (pattern) {
            case Cidr cidr -> cidr.covers(address);
            case PeerPattern.Spiffe(var id) ->
                id.endsWith("/*")
                        ? identity.spiffe().startsWith(id.substring(0, id.length() - 1))
                        : id.equals(identity.spiffe());
            case PeerPattern.Dns(var name) -> identity.dnsNames().stream().anyMatch(known -> isHost(name, known));
            case PeerPattern.Workload workload ->
                identity.isKnown()
                        && (workload.namespace().isEmpty()
                                || workload.namespace().equals(identity.namespace()))
                        && (workload.workload().isEmpty() || workload.workload().equals(identity.workload()))
                        && (workload.serviceAccount().isEmpty()
                                || workload.serviceAccount().equals(identity.serviceAccount()))
                        && identity.labels()
                                .entrySet()
                                .containsAll(workload.labels().entrySet());
        };
    }

    private static boolean isHost(String pattern, String host) {
        return pattern.startsWith("*.")
                ? host.length() > pattern.length() - 1 && host.endsWith(pattern.substring(1))
                : pattern.equals(host);
    }

    private static boolean fits(RuleOperation operation, Operation call, int part) {
        var verb = text(call.verb(part));
        var resource = text(call.resource(part));
        var protocol = call.protocol();
        return switch (operation) {
            case HttpOperation http -> isHttp(protocol) && fits(http, call, verb, resource);
            case GrpcOperation grpc -> protocol.equals("grpc") && verb.equals("POST") && fits(grpc, resource);
            case RedisOperation redis -> protocol.equals("redis") && fits(redis, call, verb, resource);
            case MysqlOperation mysql -> protocol.equals("mysql") && fits(mysql, call, verb, resource);
            case TcpOperation tcp ->
                !isHttp(protocol)
                        && !Set.of("redis", "mysql").contains(protocol)
                        && (tcp.protocols().isEmpty() || tcp.protocols().contains(protocol))
                        && (tcp.names().isEmpty() || tcp.names().stream().anyMatch(name -> isHost(name, resource)));
        };
    }

    private static boolean isHttp(String protocol) {
        return protocol.equals("http") || protocol.equals("grpc");
    }

    private static boolean fits(HttpOperation http, Operation call, String method, String path) {
        var conditions = http.conditions();
        var host = attribute(call, Attribute.HOST);
        return (http.methods().isEmpty() || http.methods().contains(method))
                && (http.paths().isEmpty() || http.paths().stream().anyMatch(pattern -> fits(pattern, path)))
                && (conditions.hosts().isEmpty()
                        || (host != null && conditions.hosts().stream().anyMatch(name -> isHost(name, host))))
                && conditions.headers().stream().allMatch(name -> call.hasHeader(Policies.bytes(name)))
                && isType(conditions.contentTypes(), attribute(call, Attribute.CONTENT_TYPE))
                && isQuery(conditions.query(), attribute(call, Attribute.QUERY))
                && isQuery(conditions.body(), attribute(call, Attribute.BODY));
    }

    private static boolean isType(Set<String> allowed, @Nullable String type) {
        if (allowed.isEmpty()) {
            return true;
        }
        if (type == null || type.isEmpty()) {
            return allowed.contains("none");
        }
        var media = type.split("[; \t]", 2)[0].toLowerCase(Locale.ROOT);
        return media.contains("/")
                && (allowed.contains(media) || allowed.contains(media.substring(0, media.lastIndexOf('/')) + "/*"));
    }

    private static boolean isQuery(QueryPattern pattern, @Nullable String query) {
        if (!(pattern instanceof QueryPattern.Only(var parameters)) || query == null) {
            return true;
        }
        Set<String> seen = new HashSet<>();
        for (var parameter : query.split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            var pieces = parameter.split("=", 2);
            var name = URLDecoder.decode(pieces[0], StandardCharsets.UTF_8);
            var value = pieces.length == 1 ? "" : URLDecoder.decode(pieces[1], StandardCharsets.UTF_8);
            var allowed = parameters.get(name);
            if (allowed == null || !isValue(allowed, value) || (!seen.add(name) && !allowed.repeated())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(ValuePattern pattern, String value) {
        return (pattern.type() == SegmentType.ANY || isOfType(pattern.type(), value))
                && value.getBytes(StandardCharsets.UTF_8).length >= pattern.minLength()
                && value.getBytes(StandardCharsets.UTF_8).length <= pattern.maxLength()
                && value.startsWith(pattern.startsWith())
                && (pattern.oneOf().isEmpty() || pattern.oneOf().contains(value))
                && hasOnly(pattern.characters(), value);
    }

    private static boolean hasOnly(Characters characters, String value) {
        var named = switch (characters.base()) {
            case DIGITS -> "[0-9]";
            case HEX -> "[0-9a-fA-F]";
            case ALPHANUMERIC -> "[0-9a-zA-Z]";
            case UNICODE -> "[0-9a-zA-Z\\x{80}-\\x{10FFFF}]";
            case WORD -> "[0-9a-zA-Z_.~-]";
            case TOKEN -> "[0-9a-zA-Z_.~:@,+/=-]";
            case PLAIN -> "[0-9a-zA-Z_.~:@,+/= !?#%&*()\\x{80}-\\x{10FFFF}-]";
            case ANY -> "(?s).";
        };
        boolean onlySuch = value.codePoints()
                .mapToObj(Character::toString)
                .allMatch(
                        one -> Pattern.matches(named, one) || characters.also().contains(one));
        return onlySuch
                && !(characters.signsApart() && Pattern.matches("(?s).*[\\x00-\\x7f&&[^0-9a-zA-Z]]{2}.*", value));
    }

    static boolean isOfType(SegmentType type, String text) {
        return Pattern.matches(
                switch (type) {
                    case INT -> "[0-9]{1,20}";
                    case UUID -> "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
                    case DATE -> "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T[0-9]{2}:[0-9][0-9:.+Z-]{1,19})?";
                    case HASH -> "[0-9a-fA-F]{16,128}";
                    case SLUG -> "[0-9A-Za-z][0-9A-Za-z_-]{0,127}";
                    case TOKEN -> "[0-9A-Za-z_.~:@,+/=-]{1,128}";
                    case ANY -> "(?s).+";
                },
                text);
    }

    private static boolean fits(GrpcOperation operation, String path) {
        if (operation.service().isEmpty()) {
            return true;
        }
        var start = "/" + operation.service() + "/";
        if (!path.startsWith(start)) {
            return false;
        }
        var method = path.substring(start.length());
        return operation.methods().isEmpty()
                ? !method.isEmpty() && !method.contains("/")
                : operation.methods().contains(method);
    }

    static boolean fits(PathPattern pattern, String path) {
        return switch (pattern) {
            case PathPattern.Exact(var text) -> path.equals(text);
            case PathPattern.Prefix(var text) -> path.startsWith(text);
            case PathPattern.Template template ->
                path.startsWith("/")
                        && isTemplate(template, List.of(path.substring(1).split("/", -1)));
        };
    }

    private static boolean isTemplate(PathVariables.Templated template, List<String> pieces) {
        boolean fits = template.segments().size() == pieces.size();
        for (int i = 0; fits && i < pieces.size(); i++) {
            var expected = template.segments().get(i);
            var variable = Pattern.compile("\\{([a-zA-Z0-9]+)(:[a-z]+)?}").matcher(expected);
            fits = variable.matches()
                    ? isOfType(PathSyntax.typeOf(expected), pieces.get(i))
                            && isValue(
                                    template.variables().getOrDefault(variable.group(1), ValuePattern.any()),
                                    pieces.get(i))
                    : expected.equals(pieces.get(i).replace("{", "{{").replace("}", "}}"));
        }
        return fits;
    }

    private static boolean fits(RedisOperation redis, Operation call, String command, String key) {
        var commands = new HashSet<>(redis.commands());
        redis.categories().forEach(category -> commands.addAll(RedisCommands.commands(category)));
        return isVerb(commands, command)
                && (redis.keys().isEmpty() || redis.keys().stream().anyMatch(pattern -> isKey(pattern, key)))
                && isUser(redis.users(), call);
    }

    private static boolean isKey(KeyPattern pattern, String key) {
        if (pattern instanceof KeyPattern.None) {
            return key.isEmpty();
        }
        return !key.isEmpty()
                && switch (pattern) {
                    case KeyPattern.None _ -> false;
                    case KeyPattern.Exact(var text) -> key.equals(text);
                    case KeyPattern.Prefix(var text) -> key.startsWith(text);
                    case KeyPattern.Template template -> isTemplate(template, List.of(key.split(":", -1)));
                };
    }

    private static boolean fits(MysqlOperation mysql, Operation call, String verb, String table) {
        var digest = attribute(call, Attribute.DIGEST);
        return isVerb(mysql.verbs(), verb)
                && (mysql.tables().isEmpty()
                        || mysql.tables().stream().anyMatch(pattern -> isTable(pattern, call, table)))
                && (mysql.digests().isEmpty()
                        || (digest != null && mysql.digests().contains(digest)))
                && isUser(mysql.users(), call);
    }

    private static boolean isTable(TablePattern pattern, Operation call, String table) {
        var inUse = attribute(call, Attribute.SCHEMA);
        List<String> names = new ArrayList<>();
        if (pattern.isNone()) {
            return table.isEmpty();
        }
        if (table.isEmpty()) {
            return false;
        }
        if (table.contains(".")) {
            names.add(table);
            if (inUse != null && table.startsWith(inUse + ".")) {
                names.add(table.substring(inUse.length() + 1));
            }
        } else {
            names.add(table);
            if (inUse != null) {
                names.add(inUse + "." + table);
            }
        }
        var regex = Pattern.quote(pattern.text()).replace("*", "\\E[^.]+\\Q");
        return names.stream().anyMatch(name -> name.matches(regex));
    }

    private static boolean isVerb(Set<String> verbs, String verb) {
        return verbs.isEmpty()
                || verbs.contains(verb)
                || (verb.contains(" ") && verbs.contains(verb.substring(0, verb.indexOf(' '))));
    }

    private static boolean isUser(Set<String> users, Operation call) {
        var user = attribute(call, Attribute.USER);
        return users.isEmpty() || (user != null && users.contains(user));
    }

    private static @Nullable String attribute(Operation call, Attribute attribute) {
        var value = call.attribute(attribute);
        return value == null ? null : text(value);
    }

    private static String text(Bytes bytes) {
        return Policies.text(bytes);
    }
}
