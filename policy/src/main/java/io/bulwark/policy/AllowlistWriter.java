package io.bulwark.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Allowlists in their canonical form: what has no meaning is left out, sets are in order. */
final class AllowlistWriter {

    private AllowlistWriter() {}

    static void write(ServiceAllowlist document, ObjectNode out) {
        var spec = DocumentWriter.head(out, ServiceAllowlist.KIND, document.metadata());
        spec.put("mode", document.ingress().mode().word());
        if (document.egress().mode() != document.ingress().mode()) {
            spec.putObject("modes")
                    .put(FlowSide.EGRESS.word(), document.egress().mode().word());
        }
        for (var side : FlowSide.values()) {
            if (document.side(side).closed()) {
                write(document.side(side).allow(), side, spec.putArray(side.word()));
            }
        }
        var denied = DocumentWriter.object();
        for (var side : FlowSide.values()) {
            if (!document.side(side).deny().isEmpty()) {
                write(document.side(side).deny(), side, denied.putArray(side.word()));
            }
        }
        boolean saysNothing =
                !document.ingress().saysAnything() && !document.egress().saysAnything();
        if (!denied.isEmpty() || saysNothing) {
            spec.set("deny", denied);
        }
    }

    private static void write(List<AllowlistRule> rules, FlowSide side, ArrayNode out) {
        rules.forEach(rule -> write(rule, side, out.addObject()));
    }

    static void write(AllowlistRule rule, FlowSide side, ObjectNode out) {
        out.put("id", rule.id());
        if (rule.mode() != Mode.ENFORCE) {
            out.put("mode", rule.mode().word());
        }
        var peers = out.putArray(side.peerKey());
        rule.peers().forEach(peer -> PeerWriter.write(peer, peers.addObject()));
        if (!rule.ports().isEmpty()) {
            var ports = out.putArray("ports");
            rule.ports().forEach(ports::add);
        }
        rule.operations().forEach(operation -> write(operation, out.withArrayProperty(operation.protocol())));
        if (!rule.limits().isNone()) {
            write(rule.limits(), out.putObject("limits"));
        }
    }

    private static void write(RuleLimits limits, ObjectNode out) {
        limits.rate().ifPresent(rate -> out.put("rate", rate.text()).put("burst", rate.burst()));
        if (limits.maxRequestBytes() > 0) {
            out.put("maxRequestBytes", limits.maxRequestBytes());
        }
        if (limits.maxResponseBytes() > 0) {
            out.put("maxResponseBytes", limits.maxResponseBytes());
        }
    }

    private static void write(RuleOperation operation, ArrayNode entries) {
        var out = entries.addObject();
        switch (operation) {
            case HttpOperation http -> write(http, out);
            case GrpcOperation(var service, var methods) -> {
                if (!service.isEmpty()) {
                    out.put("service", service);
                }
                words(out, "methods", methods);
            }
            case RedisOperation redis -> {
                var keys = redis.keys();
                words(out, "commands", redis.commands());
                words(out, "categories", redis.categories());
                if (!keys.isEmpty()) {
                    var patterns = out.putArray("keys");
                    keys.stream()
                            .filter(key -> !(key instanceof KeyPattern.None))
                            .forEach(key -> patterns.addObject().put(key.word(), key.text()));
                }
                variables(out, redis.variables());
                words(out, "users", redis.users());
            }
            case MysqlOperation(var verbs, var tables, var digests, var users) -> {
                words(out, "verbs", verbs);
                if (!tables.isEmpty()) {
                    var names = out.putArray("tables");
                    tables.stream()
                            .filter(table -> !table.isNone())
                            .map(TablePattern::text)
                            .forEach(names::add);
                }
                words(out, "digests", digests);
                words(out, "users", users);
            }
            case TcpOperation(var protocols, var names) -> {
                words(out, "protocols", protocols);
                words(out, "names", names);
            }
        }
    }

    private static void write(HttpOperation operation, ObjectNode out) {
        words(out, "methods", operation.methods());
        if (!operation.paths().isEmpty()) {
            var paths = out.putArray("paths");
            operation.paths().forEach(path -> paths.addObject().put(path.word(), path.text()));
        }
        variables(out, operation.variables());
        var conditions = operation.conditions();
        words(out, "hosts", conditions.hosts());
        words(out, "headers", conditions.headers());
        words(out, "contentTypes", conditions.contentTypes());
        if (conditions.query() instanceof QueryPattern.Only(var parameters)) {
            var query = out.putObject("query");
            parameters.forEach((name, value) -> write(value, query.putObject(name)));
        }
        if (conditions.body() instanceof QueryPattern.Only(var parameters)) {
            var body = out.putObject("bodyParameters");
            parameters.forEach((name, value) -> write(value, body.putObject(name)));
        }
    }

    private static void variables(ObjectNode out, Map<String, ValuePattern> variables) {
        if (!variables.isEmpty()) {
            var named = out.putObject("variables");
            variables.forEach((name, value) -> write(value, named.putObject(name)));
        }
    }

    private static void write(ValuePattern value, ObjectNode out) {
        if (value.type() != SegmentType.ANY) {
            out.put("type", value.type().word());
        }
        if (value.minLength() > 0) {
            out.put("minLength", value.minLength());
        }
        if (value.maxLength() < ValuePattern.MAX_LENGTH) {
            out.put("maxLength", value.maxLength());
        }
        if (!value.startsWith().isEmpty()) {
            out.put("startsWith", value.startsWith());
        }
        var characters = value.characters();
        if (!characters.equals(Characters.ANY)) {
            out.put("characters", characters.base().word());
        }
        if (!characters.also().isEmpty()) {
            out.put("also", characters.also());
        }
        if (characters.signsApart()) {
            out.put("signsApart", true);
        }
        words(out, "oneOf", value.oneOf());
        if (value.repeated()) {
            out.put("repeated", true);
        }
    }

    static void words(ObjectNode out, String key, Collection<String> words) {
        if (!words.isEmpty()) {
            var list = out.putArray(key);
            words.forEach(list::add);
        }
    }
}
