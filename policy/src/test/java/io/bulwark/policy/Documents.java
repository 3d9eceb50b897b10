package io.bulwark.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Allowlists and calls made of whatever bytes there are, over small alphabets so that they often meet. */
final class Documents {

    static final List<String> SEGMENTS = List.of(
            "a",
            "b",
            "users",
            "7",
            "2026-11-25",
            "0123456789abcdef",
            "",
            "x_1",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "a@b.test",
            "{t}",
            "a;-b",
            "é");
    static final List<String> VARIABLES =
            List.of("{v}", "{int}", "{id:uuid}", "{date}", "{hash}", "{slug}", "{token}", "{any}");
    static final List<String> METHODS = List.of("GET", "POST", "HEAD");
    static final List<String> COMMANDS = List.of("GET", "SET", "CONFIG", "CONFIG GET", "DEL");
    static final List<String> VERBS = List.of("SELECT", "CREATE", "CREATE TABLE", "INSERT");
    static final List<String> TABLES = List.of("a", "b", "shop.a", "shop.b", "x.a");
    static final List<String> HOSTS = List.of("a.test", "b.a.test", "c.b.a.test", "test");
    static final List<String> HOST_PATTERNS = List.of("a.test", "*.a.test", "*.test", "b.a.test");
    static final List<String> WORDS = List.of("app", "root");
    static final List<String> DIGESTS = List.of("00000000", "11111111");
    static final List<String> PROTOCOLS =
            List.of("http", "http", "grpc", "redis", "redis", "mysql", "mysql", "tls", "ssh");
    static final List<Integer> PORTS = List.of(80, 81);
    static final List<String> BLOCKS = List.of("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "fd00::/8");

    private final Choices data;
    private int rules;

    /** Where the choices come from: a fuzzer's bytes, or chance with a seed. */
    interface Choices {
        int consumeInt(int min, int max);

        default boolean consumeBoolean() {
            return consumeInt(0, 1) == 1;
        }
    }

    Documents(Choices data) {
        this.data = data;
    }

    ServiceAllowlist allowlist() {
        return new ServiceAllowlist(new Metadata("m", ""), side(FlowSide.INGRESS), side(FlowSide.EGRESS));
    }

    SideRules side(FlowSide side) {
        boolean closed = data.consumeInt(0, 4) > 0;
        var allow = closed ? many(0, 8, () -> rule(side, false)) : List.<AllowlistRule>of();
        return new SideRules(pick(List.of(Mode.values())), closed, allow, many(0, 2, () -> rule(side, true)));
    }

    private AllowlistRule rule(FlowSide side, boolean denies) {
        var modes = denies
                ? List.of(Mode.ENFORCE, Mode.MONITOR)
                : List.of(Mode.ENFORCE, Mode.ENFORCE, Mode.MONITOR, Mode.LEARN);
        return new AllowlistRule(
                "r" + rules++,
                pick(modes),
                many(1, 2, () -> peer(side)),
                new TreeSet<>(many(0, 1, () -> pick(PORTS))),
                inOrder(many(1, 3, () -> operation(denies))),
                denies || data.consumeInt(0, 3) > 0 ? RuleLimits.NONE : limits());
    }

    /** Sizes are left out: not every kind of operation has them. */
    private RuleLimits limits() {
        var per = pick(List.of(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1)));
        return new RuleLimits(Optional.of(new Rate(data.consumeInt(1, 100), per, data.consumeInt(1, 100))), 0, 0);
    }

    /** The order that documents have: all entries of one protocol, then all of the next. */
    private static List<RuleOperation> inOrder(List<RuleOperation> operations) {
        var kinds = List.of("http", "grpc", "redis", "mysql", "tcp");
        List<RuleOperation> sorted = new ArrayList<>(operations);
        sorted.sort(Comparator.comparingInt(operation -> kinds.indexOf(operation.protocol())));
        return sorted;
    }

    private PeerPattern peer(FlowSide side) {
        return switch (data.consumeInt(0, side == FlowSide.EGRESS ? 4 : 3)) {
            case 0 -> new PeerPattern.Spiffe(pick(List.of("spiffe://t/ns/a", "spiffe://t/ns/*", "spiffe://t/*")));
            case 1 ->
                new PeerPattern.Workload(
                        pick(List.of("shop", "")), new TreeMap<>(), "web", pick(List.of("", "sa")), labels());
            case 4 -> new PeerPattern.Dns(pick(HOST_PATTERNS));
            default -> Policies.cidr(pick(BLOCKS));
        };
    }

    private NavigableMap<String, String> labels() {
        return data.consumeBoolean() ? new TreeMap<>() : new TreeMap<>(Map.of("app", pick(WORDS)));
    }

    PeerIdentity identity() {
        return data.consumeInt(0, 3) == 0
                ? PeerIdentity.unknown()
                : new PeerIdentity(
                        pick(List.of("shop", "other")),
                        new TreeMap<>(),
                        pick(List.of("web", "db")),
                        pick(List.of("sa", "sb")),
                        labels(),
                        pick(List.of("", "spiffe://t/ns/a", "spiffe://t/ns/b", "spiffe://t/x")),
                        new TreeSet<>(many(0, 2, () -> pick(HOSTS))));
    }

    private RuleOperation operation(boolean denies) {
        return switch (data.consumeInt(0, 7)) {
            case 0 -> new GrpcOperation(pick(List.of("a.B", "users")), new TreeSet<>(many(0, 1, () -> "b")));
            case 1, 2 ->
                new RedisOperation(
                        new TreeSet<>(many(0, 2, () -> pick(COMMANDS))),
                        new TreeSet<>(many(0, 1, () -> pick(List.of("read", "write", "admin")))),
                        data.consumeInt(0, 4) == 0 ? List.of(new KeyPattern.None()) : many(0, 2, this::key),
                        new TreeSet<>(many(0, 1, () -> pick(WORDS))));
            case 3, 4 ->
                new MysqlOperation(
                        new TreeSet<>(many(0, 2, () -> pick(VERBS))),
                        data.consumeInt(0, 4) == 0 ? List.of(TablePattern.NONE) : tables(),
                        new TreeSet<>(many(0, 1, () -> pick(DIGESTS))),
                        new TreeSet<>(many(0, 1, () -> pick(WORDS))));
            case 5 ->
                new TcpOperation(
                        new TreeSet<>(many(0, 1, () -> "tls")), new TreeSet<>(many(0, 1, () -> pick(HOST_PATTERNS))));
            default ->
                new HttpOperation(
                        new TreeSet<>(many(0, 2, () -> pick(METHODS))), many(0, 3, this::path), conditions(denies));
        };
    }

    private List<TablePattern> tables() {
        return many(0, 2, () -> TablePattern.of(pick(List.of("a", "shop.a", "shop.*", "x.*")))).stream()
                .distinct()
                .sorted(Comparator.comparing(TablePattern::text))
                .toList();
    }

    private HttpConditions conditions(boolean denies) {
        if (data.consumeInt(0, 2) > 0) {
            return HttpConditions.none();
        }
        return new HttpConditions(
                new TreeSet<>(many(0, 2, () -> pick(HOST_PATTERNS))),
                new TreeSet<>(many(0, 1, () -> pick(List.of("x-a", "x-b")))),
                new TreeSet<>(many(0, 2, () -> pick(List.of("application/json", "text/*", "none")))),
                data.consumeBoolean() ? new QueryPattern.Any() : query(),
                denies || data.consumeBoolean() ? new QueryPattern.Any() : query());
    }

    private QueryPattern query() {
        Map<String, ValuePattern> parameters = new TreeMap<>();
        many(0, 2, () -> pick(WORDS)).forEach(name -> parameters.put(name, value()));
        return QueryPattern.only(parameters);
    }

    private ValuePattern value() {
        int max = pick(List.of(1, 4, ValuePattern.MAX_LENGTH));
        return new ValuePattern(
                pick(List.of(SegmentType.ANY, SegmentType.INT, SegmentType.SLUG)),
                data.consumeInt(0, 1),
                max,
                pick(List.of("", "", "a", "a-", "7")),
                characters(),
                new TreeSet<>(many(0, 1, () -> pick(List.of("7", "a")))),
                data.consumeBoolean());
    }

    private Characters characters() {
        var named = Characters.of(pick(List.of(CharacterSet.values())));
        var all = data.consumeBoolean() ? named : named.with(pick(List.of("-", "; ", "@.-_", "\t%\"{", ",")));
        return data.consumeBoolean() ? all : all.withSignsApart();
    }

    /** Conditions for some of the variables in a template. */
    private NavigableMap<String, ValuePattern> variables(List<String> segments) {
        var variables = new TreeMap<String, ValuePattern>();
        for (var name : PathVariables.names(segments)) {
            if (data.consumeBoolean()) {
                variables.put(name, value().withType(SegmentType.ANY).withRepeated(false));
            }
        }
        return variables;
    }

    private KeyPattern key() {
        return switch (data.consumeInt(0, 2)) {
            case 0 -> new KeyPattern.Exact("a:" + pick(List.of("b", "7")));
            case 1 -> new KeyPattern.Prefix(pick(List.of("a", "a:", "users:7")));
            default -> {
                var text = String.join(":", many(1, 3, this::piece)).replaceAll("^$", "a");
                yield new KeyPattern.Template(text, variables(KeySyntax.segments(text)));
            }
        };
    }

    private PathPattern path() {
        var pieces = many(1, 3, this::piece);
        return switch (data.consumeInt(0, 3)) {
            case 0 -> new PathPattern.Exact("/" + String.join("/", many(1, 3, () -> pick(SEGMENTS))));
            case 1 -> new PathPattern.Prefix("/" + pick(SEGMENTS));
            default -> new PathPattern.Template("/" + String.join("/", pieces), variables(pieces));
        };
    }

    private int named;

    private String piece() {
        if (data.consumeBoolean()) {
            return PathPattern.Template.escaped(pick(SEGMENTS));
        }
        var variable = pick(VARIABLES);
        named++;
        return variable.equals("{v}") ? "{v" + named + "}" : variable.replace("{id:", "{id" + named + ":");
    }

    Call call() {
        var protocol = pick(PROTOCOLS);
        var verbs = switch (protocol) {
            case "redis" -> COMMANDS;
            case "mysql" -> VERBS;
            default -> METHODS;
        };
        int parts = protocol.equals("redis") || protocol.equals("mysql") ? data.consumeInt(1, 3) : 1;
        var call = Call.of(
                protocol,
                pick(verbs),
                many(parts, parts, () -> resource(protocol)).toArray(String[]::new));
        fact(call, Attribute.HOST, HOSTS);
        fact(call, Attribute.CONTENT_TYPE, List.of("application/json", "Text/Plain; charset=x", "odd", ""));
        fact(
                call,
                Attribute.QUERY,
                List.of("", "app=7", "app=a%20b&root=1", "%61pp=7&app=7", "x=1", "app", "&app=a-;de&", "app=a%2D@"));
        fact(call, Attribute.BODY, List.of("", "app=7", "app=a&root=7", "root=", "x=1", "app=7&app=7"));
        fact(call, Attribute.USER, WORDS);
        fact(call, Attribute.SCHEMA, List.of("shop", "x"));
        fact(call, Attribute.DIGEST, DIGESTS);
        return call.withHeaders(data.consumeBoolean() ? "x-a" : "x-c");
    }

    private void fact(Call call, Attribute attribute, List<String> values) {
        if (data.consumeBoolean()) {
            call.with(attribute, pick(values));
        }
    }

    private String resource(String protocol) {
        return switch (protocol) {
            case "redis" -> data.consumeInt(0, 4) == 0 ? "" : String.join(":", many(1, 3, () -> pick(SEGMENTS)));
            case "mysql" -> data.consumeInt(0, 4) == 0 ? "" : pick(TABLES);
            case "grpc" -> pick(List.of("/a.B/b", "/users/b", "/a.B/", "/users/7/a"));
            case "tls", "ssh" -> pick(HOSTS);
            default -> "/" + String.join("/", many(1, 3, () -> pick(SEGMENTS)));
        };
    }

    <T> T pick(List<T> from) {
        return from.get(data.consumeInt(0, from.size() - 1));
    }

    private <T> List<T> many(int min, int max, Supplier<T> one) {
        List<T> all = new ArrayList<>();
        for (int n = data.consumeInt(min, max); n > 0; n--) {
            all.add(one.get());
        }
        return all;
    }
}
