package io.bulwark.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads one rule of an allowlist. */
final class RuleReader {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_ID_LENGTH = 63;
    private static final List<String> KINDS = List.of(
            HttpOperation.PROTOCOL,
            GrpcOperation.PROTOCOL,
            RedisOperation.PROTOCOL,
            MysqlOperation.PROTOCOL,
            TcpOperation.PROTOCOL);

    private RuleReader() {}

    /** The rule; empty when it is so wrong that there is none. */
    static Optional<AllowlistRule> read(FlowSide side, boolean denies, Fields fields) {
        var id = fields.text(
                "id",
                text -> text.length() <= MAX_ID_LENGTH && ID.matcher(text).matches(),
                "1.." + MAX_ID_LENGTH + " lower-case letters and digits in words joined by \"-\"");
        var mode = fields.word("mode", Mode.values(), Mode::word, Mode.ENFORCE);
        var peers = PeerReader.read(side, fields);
        var ports = ports(fields);
        var operations = operations(fields);
        var limits = LimitsReader.read(fields, operations);
        fields.end();
        if (denies) {
            refuseWhatOnlyAllows(fields, operations);
        }
        return id.isEmpty() || peers.isEmpty() || operations.isEmpty()
                ? Optional.empty()
                : Optional.of(new AllowlistRule(id.get(), mode, peers, ports, operations, limits));
    }

    /** How much is allowed, and what a content may hold, has no meaning for what is denied. */
    private static void refuseWhatOnlyAllows(Fields fields, List<RuleOperation> operations) {
        if (fields.node("limits").isPresent()) {
            fields.problems().error(fields.line(), fields.at("limits"), "must not be given for a rule that denies");
        }
        for (var operation : operations) {
            if (operation instanceof HttpOperation http && http.conditions().body() instanceof QueryPattern.Only) {
                fields.problems()
                        .error(
                                fields.line(),
                                fields.at(HttpOperation.PROTOCOL),
                                "must not have bodyParameters in a rule that denies");
            }
        }
    }

    private static List<RuleOperation> operations(Fields fields) {
        List<RuleOperation> operations = new ArrayList<>();
        add(fields, HttpOperation.PROTOCOL, HttpRuleReader::read, operations);
        add(fields, GrpcOperation.PROTOCOL, GrpcRuleReader::read, operations);
        add(fields, RedisOperation.PROTOCOL, RedisRuleReader::read, operations);
        add(fields, MysqlOperation.PROTOCOL, MysqlRuleReader::read, operations);
        add(fields, TcpOperation.PROTOCOL, TcpRuleReader::read, operations);
        if (KINDS.stream().allMatch(kind -> fields.node(kind).isEmpty())) {
            fields.problems()
                    .error(fields.line(), fields.path(), "must have at least one of " + String.join(", ", KINDS));
        }
        return operations;
    }

    private static void add(
            Fields fields, String key, Function<Fields, RuleOperation> reader, List<RuleOperation> operations) {
        var nodes = fields.list(key, 1, AllowlistRule.MAX_OPERATIONS);
        for (int i = 0; i < nodes.size(); i++) {
            operations.add(reader.apply(Fields.of(nodes.get(i), fields.at(key) + "[" + i + "]", fields.problems())));
        }
    }

    private static NavigableSet<Integer> ports(Fields fields) {
        NavigableSet<Integer> ports = new TreeSet<>();
        var nodes = fields.list("ports", 1, AllowlistRule.MAX_PORTS);
        for (int i = 0; i < nodes.size(); i++) {
            fields.whole(nodes.get(i), fields.at("ports") + "[" + i + "]", 1, 65_535)
                    .ifPresent(ports::add);
        }
        return ports;
    }
}
