package io.bulwark.policy.learn;

import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.Cidr;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.GrpcOperation;
import io.bulwark.policy.HttpConditions;
import io.bulwark.policy.HttpOperation;
import io.bulwark.policy.KeyPattern;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.MysqlOperation;
import io.bulwark.policy.PathPattern;
import io.bulwark.policy.PeerPattern;
import io.bulwark.policy.QueryPattern;
import io.bulwark.policy.RedisOperation;
import io.bulwark.policy.RuleOperation;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.SideRules;
import io.bulwark.policy.TablePattern;
import io.bulwark.policy.TcpOperation;
import io.bulwark.policy.ValuePattern;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Learned rules in the words of the allowlist document.
 *
 * @param document with one rule for each learned rule, under the same id
 * @param left ids of rules that the document has no words for, such as paths with a question mark in a segment
 */
public record LearnedAllowlist(ServiceAllowlist document, List<String> left) {
    private static final Pattern NAME = Pattern.compile("(?!v[0-9]+$)[A-Za-z_][A-Za-z0-9_-]{0,62}");

    public LearnedAllowlist {
        left = List.copyOf(left);
    }

    /**
     * Writes rules as a document. A side of which nothing was seen is left open: nothing was learned about it. One whose rules are all left out is
     * closed: that would let through more than was learned.
     */
    public static LearnedAllowlist of(Metadata metadata, Mode mode, List<LearnedRule> rules) {
        List<String> left = new ArrayList<>();
        List<AllowlistRule> ingress = new ArrayList<>();
        List<AllowlistRule> egress = new ArrayList<>();
        Set<FlowSide> seen = EnumSet.noneOf(FlowSide.class);
        for (var rule : rules) {
            seen.add(rule.side());
            var side = rule.side() == FlowSide.INGRESS ? ingress : egress;
            written(rule).ifPresentOrElse(side::add, () -> left.add(rule.id()));
        }
        var document = new ServiceAllowlist(
                metadata,
                side(mode, seen.contains(FlowSide.INGRESS), ingress),
                side(mode, seen.contains(FlowSide.EGRESS), egress));
        return new LearnedAllowlist(document, left);
    }

    private static SideRules side(Mode mode, boolean seen, List<AllowlistRule> rules) {
        return seen ? SideRules.closed(mode, rules) : SideRules.open(mode);
    }

    /** A rule in the words of the document; empty when it has none for it. */
    static Optional<AllowlistRule> written(LearnedRule rule) {
        try {
            return Optional.of(rule(rule));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static AllowlistRule rule(LearnedRule rule) {
        var peers = rule.peers().stream().flatMap(LearnedAllowlist::peers).toList();
        var ports = new TreeSet<>(rule.port() == 0 ? Set.<Integer>of() : Set.of(rule.port()));
        var operations =
                rule.calls().stream().map(call -> operation(rule, call)).toList();
        return new AllowlistRule(rule.id(), peers, ports, operations);
    }

    private static Stream<PeerPattern> peers(String peer) {
        if (peer.equals(Peers.ALL)) {
            return Stream.of("0.0.0.0/0", "::/0").flatMap(text -> Cidr.of(text).stream());
        }
        if (Peers.isBlock(peer)) {
            return Cidr.of(peer).stream().map(cidr -> cidr);
        }
        int slash = peer.indexOf('/');
        return Stream.of(PeerPattern.Workload.named(peer.substring(0, slash), peer.substring(slash + 1)));
    }

    private static RuleOperation operation(LearnedRule rule, LearnedCall call) {
        return switch (rule.protocol()) {
            case "http" -> http(rule, call);
            case "grpc" -> grpc(rule);
            case "redis" -> redis(rule, call);
            case "mysql" -> mysql(rule, call);
            default -> tcp(rule);
        };
    }

    /** A flow that nobody reads; of TLS the name that was asked for is known. */
    private static TcpOperation tcp(LearnedRule rule) {
        boolean none = rule.resource().isEmpty() || rule.resource().equals(Coarsening.EVERYTHING);
        return new TcpOperation(
                new TreeSet<>(Set.of(rule.protocol())),
                none ? new TreeSet<>() : new TreeSet<>(Set.of(Segments.unescape(rule.resource()))));
    }

    private static HttpOperation http(LearnedRule rule, LearnedCall call) {
        var query = call.query().<QueryPattern>map(QueryPattern::only).orElseGet(QueryPattern.Any::new);
        var body = call.body().<QueryPattern>map(QueryPattern::only).orElseGet(QueryPattern.Any::new);
        var conditions = new HttpConditions(
                facts(call, Attribute.HOST), new TreeSet<>(), facts(call, Attribute.CONTENT_TYPE), query, body);
        return new HttpOperation(verbs(call), List.of(path(rule)), conditions);
    }

    private static NavigableSet<String> verbs(LearnedCall call) {
        return call.verbs().contains(Coarsening.EVERYTHING) ? new TreeSet<>() : call.verbs();
    }

    private static NavigableSet<String> facts(LearnedCall call, Attribute attribute) {
        var values = call.facts().get(attribute);
        return values == null ? new TreeSet<>() : values;
    }

    private static PathPattern path(LearnedRule rule) {
        if (rule.resource().equals(Coarsening.EVERYTHING)) {
            return new PathPattern.Prefix("/");
        }
        return isTemplate(rule)
                ? new PathPattern.Template(template(rule), variables(rule))
                : new PathPattern.Exact(Segments.unescape(rule.resource()));
    }

    private static boolean isTemplate(LearnedRule rule) {
        return Segments.split(rule.protocol(), rule.resource()).stream()
                .anyMatch(segment -> Segments.variable(segment).isPresent());
    }

    private static String template(LearnedRule rule) {
        var segments = new ArrayList<String>();
        for (var segment : Segments.split(rule.protocol(), rule.resource())) {
            var type = Segments.variable(segment);
            boolean named = rule.places().containsKey(segments.size());
            segments.add(
                    type.isEmpty()
                            ? PathPattern.Template.escaped(Segments.unescape(segment))
                            : named ? "{" + name(rule, segments.size()) + "}" : segment);
        }
        return Segments.join(rule.protocol(), segments);
    }

    private static NavigableMap<String, ValuePattern> variables(LearnedRule rule) {
        var variables = new TreeMap<String, ValuePattern>();
        rule.places().forEach((place, pattern) -> variables.put(name(rule, place), pattern));
        return variables;
    }

    /** A variable is called after the word before it, and numbered where that may not do. */
    private static String name(LearnedRule rule, int place) {
        var segments = Segments.split(rule.protocol(), rule.resource());
        var before = place == 0 ? "" : segments.get(place - 1);
        boolean unique = segments.indexOf(before) == place - 1;
        boolean fits = NAME.matcher(before).matches()
                && Segments.variable("{" + before + "}").isEmpty();
        return fits && unique ? before : "v" + (place + 1);
    }

    private static GrpcOperation grpc(LearnedRule rule) {
        if (rule.resource().equals(Coarsening.EVERYTHING)) {
            return new GrpcOperation("", new TreeSet<>());
        }
        int slash = rule.resource().lastIndexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("a call must have a service and a method");
        }
        return new GrpcOperation(
                rule.resource().substring(1, slash),
                new TreeSet<>(Set.of(rule.resource().substring(slash + 1))));
    }

    private static RedisOperation redis(LearnedRule rule, LearnedCall call) {
        return new RedisOperation(verbs(call), new TreeSet<>(), keys(rule), facts(call, Attribute.USER));
    }

    private static List<KeyPattern> keys(LearnedRule rule) {
        if (rule.resource().equals(Coarsening.EVERYTHING)) {
            return List.of();
        }
        if (rule.resource().isEmpty()) {
            return List.of(new KeyPattern.None());
        }
        return List.of(
                isTemplate(rule)
                        ? new KeyPattern.Template(template(rule), variables(rule))
                        : new KeyPattern.Exact(Segments.unescape(rule.resource())));
    }

    private static MysqlOperation mysql(LearnedRule rule, LearnedCall call) {
        return new MysqlOperation(
                verbs(call), tables(rule), facts(call, Attribute.DIGEST), facts(call, Attribute.USER));
    }

    private static List<TablePattern> tables(LearnedRule rule) {
        if (rule.resource().equals(Coarsening.EVERYTHING)) {
            return List.of();
        }
        return List.of(
                rule.resource().isEmpty() ? TablePattern.NONE : TablePattern.of(Segments.unescape(rule.resource())));
    }
}
