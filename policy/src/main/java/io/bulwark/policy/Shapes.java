package io.bulwark.policy;

import io.bulwark.policy.descriptor.ProtoNames;
import io.bulwark.policy.schema.Shape.Entries;
import io.bulwark.policy.schema.Shape.Field;
import io.bulwark.policy.schema.Shape.Listing;
import io.bulwark.policy.schema.Shape.Mapping;
import io.bulwark.policy.schema.Shape.Text;
import io.bulwark.policy.schema.Shape.Truth;
import io.bulwark.policy.schema.Shape.Whole;
import io.bulwark.policy.schema.Shape.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The form of the specs that the parser reads, of which the definitions in a cluster are made. {@link DocumentSchema} is for files. */
public final class Shapes {
    /* The parser says more than a form can: what a path or a block of addresses looks like, which rules shadow which. A form never refuses
     * what the parser takes, but for the number of rules, which has no bound in a file. A test asks the parser which keys it knows. */

    private static final Truth TRUTH = new Truth();

    private Shapes() {}

    /** @param maxRules the most rules of one list */
    public static Mapping serviceAllowlist(int maxRules) {
        var modes = words(Mode.values(), Mode::word);
        var denied = Mapping.of(
                Field.of(
                        "ingress",
                        rules(FlowSide.INGRESS, maxRules, List.of()),
                        "Rules that deny, whatever else allows."),
                Field.of(
                        "egress",
                        rules(FlowSide.EGRESS, maxRules, List.of()),
                        "Rules that deny, whatever else allows."));
        var limits = List.of(Field.of("limits", ruleLimits(), "How much of it, for each peer by itself; absent: any."));
        return Mapping.of(
                        Field.of("mode", modes, "How far the allowlist is carried out.")
                                .or(Mode.ENFORCE.word()),
                        Field.of(
                                "modes",
                                Mapping.of(
                                        Field.of("ingress", modes, "The mode of this side; absent: mode."),
                                        Field.of("egress", modes, "The mode of this side; absent: mode.")),
                                "Modes of single sides."),
                        Field.of(
                                "ingress",
                                rules(FlowSide.INGRESS, maxRules, limits),
                                "Who may ask what of the service. Absent: the side is open."),
                        Field.of(
                                "egress",
                                rules(FlowSide.EGRESS, maxRules, limits),
                                "What the service may ask of others. Absent: the side is open."),
                        Field.of("deny", denied, "Rules that deny, whatever else allows."))
                .where(
                        "says-something",
                        "has(self.ingress) || has(self.egress) || has(self.deny)",
                        "must have at least one of ingress, egress and deny");
    }

    /** The form of the spec of an {@link InspectionPolicy}. */
    public static Mapping inspectionPolicy() {
        var actions = words(Action.values(), Action::word);
        var groups = new Entries(256, actions);
        var signatures = Mapping.of(
                Field.of("default", actions, "For groups that are not named.").or(Action.BLOCK.word()),
                Field.of("groups", groups, "What a finding of a signature group leads to."));
        return Mapping.of(
                Field.of(
                                "mode",
                                words(new Mode[] {Mode.MONITOR, Mode.ENFORCE}, Mode::word),
                                "Monitor turns every Block and every Deny into a report.")
                        .or(Mode.ENFORCE.word()),
                Field.of("signatures", signatures, "What findings lead to."),
                Field.of("failures", failures(), "What happens to traffic that cannot be inspected."),
                Field.of("limits", limits(), "How much of a message is read and held, and for how long."),
                Field.of("grpc", grpcInspection(actions), "How messages of gRPC are read."),
                Field.of("mysql", mysqlInspection(), "How sessions of MySQL are kept readable."),
                Field.of("unusual", unusual(), "What happens to calls that are far from what was learned."));
    }

    private static Mapping unusual() {
        var words = words(Fallback.values(), Fallback::word);
        return new Mapping(
                Stream.of(UnusualKind.values())
                        .map(kind -> Field.of(kind.key(), words, "Forward (and report) or Deny.")
                                .or(Fallback.FORWARD.word()))
                        .toList(),
                false,
                List.of());
    }

    private static Mapping failures() {
        var words = words(Fallback.values(), Fallback::word);
        return new Mapping(
                Stream.of(Trouble.values())
                        .map(trouble -> Field.of(trouble.word(), words, "Forward (and report) or Deny.")
                                .or(trouble.unlessTold().word()))
                        .toList(),
                false,
                List.of());
    }

    private static Mapping limits() {
        List<Field> keys = new ArrayList<>();
        for (var limit : SizeLimit.values()) {
            keys.add(Field.of(limit.key, new Whole(limit.min, limit.max), limit.min + ".." + limit.max + ".")
                    .or(Integer.toString(limit.unlessTold)));
        }
        for (var limit : TimeLimit.values()) {
            keys.add(Field.of(
                            limit.key,
                            new Text(2, 12, "[0-9]+(ms|s|m|h)"),
                            limit.min + ".." + limit.max + ", a whole number and ms, s, m or h.")
                    .or(DurationText.format(limit.unlessTold)));
        }
        return new Mapping(keys, false, List.of());
    }

    private static Mapping grpcInspection(Word actions) {
        var field = Mapping.of(
                Field.of("name", Text.of(1, ProtoNames.MAX_FULL), "The field's full name.")
                        .must(),
                Field.of("groups", new Entries(FieldActions.MAX_GROUPS, actions), "Actions in this field alone.")
                        .must());
        return Mapping.of(
                Field.of(
                        "descriptors",
                        Listing.of(1, GrpcInspection.MAX_DESCRIPTORS, Text.of(1, 255)),
                        "Files with descriptor sets; for a policy that is a file itself."),
                Field.of(
                        "descriptorSets",
                        Listing.of(1, GrpcInspection.MAX_DESCRIPTORS, Text.of(1, DescriptorText.MAX_CHARACTERS)),
                        "Descriptor sets, or such in gzip, in base64."),
                Field.of(
                        "fields", Listing.of(1, GrpcInspection.MAX_FIELDS, field), "What findings lead to in fields."));
    }

    private static Mapping mysqlInspection() {
        return Mapping.of(
                Field.of("removeCompress", TRUTH, "Servers seem not to be able to compress.")
                        .or("false"),
                Field.of("removeTls", TRUTH, "Servers seem not to be able to encrypt.")
                        .or("false"));
    }

    private static Mapping ruleLimits() {
        return Mapping.of(
                        Field.of("rate", new Text(3, 9, "[1-9][0-9]{0,6}/(s|m|h)"), "How many calls, such as 100/s."),
                        Field.of(
                                "burst",
                                new Whole(1, Rate.MAX_TIMES),
                                "How many at once; absent: as many as the rate has."),
                        Field.of(
                                "maxRequestBytes",
                                new Whole(1, RuleLimits.MAX_BYTES),
                                "The largest content of a request; absent: any."),
                        Field.of(
                                "maxResponseBytes",
                                new Whole(1, RuleLimits.MAX_BYTES),
                                "The largest content of a response; absent: any."))
                .where(
                        "limits-something",
                        "has(self.rate) || has(self.maxRequestBytes) || has(self.maxResponseBytes)",
                        "must have at least one of rate, maxRequestBytes and maxResponseBytes")
                .where("burst-of-a-rate", "!has(self.burst) || has(self.rate)", "must have a rate beside burst");
    }

    /** @param more the keys that only these rules have */
    private static Listing rules(FlowSide side, int max, List<Field> more) {
        var allows = !more.isEmpty();
        var keys = new ArrayList<Field>(List.of(
                Field.of("id", new Text(1, 63, "[a-z0-9]+(-[a-z0-9]+)*"), "The rule's name in events.")
                        .must(),
                Field.of("mode", words(Mode.values(), Mode::word), "Anything less than Enforce: on trial.")
                        .or(Mode.ENFORCE.word()),
                Field.of(
                                side.peerKey(),
                                Listing.of(1, AllowlistRule.MAX_PEERS, peer(side)),
                                "Whom the rule is for; one entry that fits is enough.")
                        .must(),
                Field.of(
                        "ports",
                        Listing.of(1, AllowlistRule.MAX_PORTS, new Whole(1, 65_535)),
                        "The destination ports; absent: any."),
                operations(HttpOperation.PROTOCOL, http(allows)),
                operations(GrpcOperation.PROTOCOL, grpc()),
                operations(RedisOperation.PROTOCOL, redis()),
                operations(MysqlOperation.PROTOCOL, mysql()),
                operations(TcpOperation.PROTOCOL, tcp())));
        keys.addAll(more);
        var rule = new Mapping(keys, false, List.of())
                .where(
                        "rule-has-operations",
                        "has(self.http) || has(self.grpc) || has(self.redis) || has(self.mysql) || has(self.tcp)",
                        "must have at least one of http, grpc, redis, mysql, tcp");
        return new Listing(0, max, "id", rule);
    }

    private static Field operations(String protocol, Mapping entry) {
        return Field.of(
                protocol,
                Listing.of(1, AllowlistRule.MAX_OPERATIONS, entry),
                "What may be asked; one entry that fits is enough.");
    }

    private static Mapping peer(FlowSide side) {
        var labels = new Entries(PeerPattern.MAX_LABELS, Text.of(0, 63));
        var name = Text.of(1, 253);
        List<Field> keys = new ArrayList<>(List.of(
                Field.of("namespace", name, "The peer's namespace."),
                Field.of("namespaceLabels", labels, "Labels of the peer's namespace."),
                Field.of("workload", name, "The peer's Deployment, StatefulSet, …"),
                Field.of("serviceAccount", name, "The peer's service account."),
                Field.of("labels", labels, "Labels of the peer's Pods."),
                Field.of("cidr", Text.of(1, 64), "A block of addresses without host bits."),
                Field.of("spiffe", Text.of(1, 2048), "A SPIFFE id; /* at the end stands for any rest.")));
        var dns = "";
        if (side == FlowSide.EGRESS) {
            keys.add(Field.of("dns", Text.of(1, 253), "A name of the destination; *. stands for one or more labels."));
            dns = " + (has(self.dns) ? 1 : 0)";
        }
        return new Mapping(keys, false, List.of())
                .where(
                        "peer-of-one-kind",
                        "(has(self.cidr) ? 1 : 0) + (has(self.spiffe) ? 1 : 0)" + dns + " + (has(self.namespace)"
                                + " || has(self.namespaceLabels) || has(self.workload) || has(self.serviceAccount)"
                                + " || has(self.labels) ? 1 : 0) == 1",
                        "must have one of cidr, spiffe, dns (egress only) and the keys of a workload");
    }

    /** @param withBody whether the content may be asked about, which a rule that denies does not wait for */
    private static Mapping http(boolean withBody) {
        var parameters = new Entries(QueryPattern.Only.MAX_PARAMETERS, ValueShapes.value());
        var keys = new ArrayList<Field>(List.of(
                Field.of("methods", texts(HttpOperation.MAX_METHODS, 32), "Case-sensitive; absent: any."),
                Field.of("paths", Listing.of(1, HttpOperation.MAX_PATHS, path()), "Absent: any."),
                ValueShapes.variables(),
                Field.of("hosts", texts(HttpConditions.MAX_HOSTS, 253), "The name that is asked; absent: any."),
                Field.of("headers", texts(HttpConditions.MAX_NAMES, 64), "Header fields that must be there."),
                Field.of("contentTypes", texts(HttpConditions.MAX_NAMES, 129), "Of the content; absent: any."),
                Field.of("query", parameters, "Absent: any query.")));
        if (withBody) {
            keys.add(Field.of("bodyParameters", parameters, "Fields of a form or of JSON; absent: any content."));
        }
        return new Mapping(keys, false, List.of());
    }

    private static Mapping path() {
        var text = Text.of(1, PathSyntax.MAX_BYTES);
        return Mapping.of(
                        Field.of("exact", text, "This path."),
                        Field.of("prefix", text, "Every path that begins so."),
                        Field.of("template", text, "A path with the same segments; {name:type} is one of any value."))
                .asChoice();
    }

    private static Mapping grpc() {
        return Mapping.of(
                        Field.of("service", Text.of(1, GrpcOperation.MAX_SERVICE), "Its full name; absent: any."),
                        Field.of(
                                "methods",
                                texts(GrpcOperation.MAX_METHODS, ProtoNames.MAX_SIMPLE),
                                "Absent: every method of the service."))
                .where(
                        "methods-of-a-service",
                        "!has(self.methods) || has(self.service)",
                        "must have a service beside methods");
    }

    private static Mapping redis() {
        var pattern = Text.of(1, KeySyntax.MAX_BYTES);
        var key = Mapping.of(
                        Field.of("exact", pattern, "This key."),
                        Field.of("prefix", pattern, "Every key that begins so."),
                        Field.of("template", pattern, "A key with the same segments between colons."))
                .asChoice();
        return Mapping.of(
                Field.of("commands", texts(RedisOperation.MAX_COMMANDS, 129), "In upper case."),
                Field.of(
                        "categories",
                        Listing.of(
                                1,
                                RedisCommands.names().size(),
                                new Word(List.copyOf(
                                        RedisCommands.names().stream().sorted().toList()))),
                        "Redis' own."),
                Field.of("keys", Listing.of(0, RedisOperation.MAX_KEYS, key), "Absent: any, and none; empty: none."),
                ValueShapes.variables(),
                Field.of("users", texts(RedisOperation.MAX_USERS, 128), "Absent: any, and none."));
    }

    private static Mapping mysql() {
        return Mapping.of(
                Field.of("verbs", texts(MysqlOperation.MAX_VERBS, 131), "In upper case; absent: any."),
                Field.of(
                        "tables",
                        Listing.of(0, MysqlOperation.MAX_TABLES, Text.of(1, 512)),
                        "Absent: any, and none; empty: none."),
                Field.of(
                        "digests",
                        Listing.of(1, MysqlOperation.MAX_DIGESTS, new Text(8, 64, "[0-9a-f]+")),
                        "Of normalised statements; absent: any."),
                Field.of("users", texts(RedisOperation.MAX_USERS, 128), "Absent: any, and none."));
    }

    private static Mapping tcp() {
        return Mapping.of(
                Field.of("protocols", texts(TcpOperation.MAX_PROTOCOLS, 32), "As events have them; absent: any."),
                Field.of("names", texts(HttpConditions.MAX_HOSTS, 253), "The server name in TLS; absent: any."));
    }

    private static Listing texts(int max, int maxLength) {
        return Listing.of(1, max, Text.of(1, maxLength));
    }

    static <E> Word words(E[] values, Function<E, String> word) {
        return new Word(Stream.of(values).map(word).toList());
    }
}
