package io.bulwark.policy;

import io.bulwark.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the spec of a {@link ServiceAllowlist}. */
final class AllowlistReader {

    private final Problems problems;
    private final Map<String, String> pathsById = new HashMap<>();

    private AllowlistReader(Problems problems) {
        this.problems = problems;
    }

    static ServiceAllowlist read(Metadata metadata, Fields spec) {
        return new AllowlistReader(spec.problems()).allowlist(metadata, spec);
    }

    private ServiceAllowlist allowlist(Metadata metadata, Fields spec) {
        var mode = spec.word("mode", Mode.values(), Mode::word, Mode.ENFORCE);
        var modes = spec.optional("modes");
        var deny = spec.optional("deny");
        var ingress = side(FlowSide.INGRESS, mode, spec, modes, deny);
        var egress = side(FlowSide.EGRESS, mode, spec, modes, deny);
        modes.end();
        deny.end();
        if (spec.node("ingress").isEmpty()
                && spec.node("egress").isEmpty()
                && spec.node("deny").isEmpty()) {
            problems.error(spec.line(), spec.path(), "must have at least one of ingress, egress and deny");
        }
        var read = new ServiceAllowlist(metadata, ingress.rules(), egress.rules());
        if (!problems.hasErrors()) {
            check(ingress, spec);
            check(egress, spec);
        }
        return read;
    }

    /** What was read of one side, and the lines of its rules. */
    private record Side(FlowSide side, SideRules rules, List<Integer> allowLines, List<Integer> denyLines) {}

    private Side side(FlowSide side, Mode unlessTold, Fields spec, Fields modes, Fields deny) {
        var mode = modes.word(side.word(), Mode.values(), Mode::word, unlessTold);
        List<Integer> lines = new ArrayList<>();
        var allow = rules(side, false, spec, lines);
        List<Integer> denyLines = new ArrayList<>();
        var denied = rules(side, true, deny, denyLines);
        boolean closed = spec.node(side.word()).isPresent();
        return new Side(side, new SideRules(mode, closed, allow, denied), lines, denyLines);
    }

    private List<AllowlistRule> rules(FlowSide side, boolean denies, Fields spec, List<Integer> lines) {
        List<AllowlistRule> rules = new ArrayList<>();
        var nodes = spec.list(side.word(), 0, Integer.MAX_VALUE);
        for (int i = 0; i < nodes.size(); i++) {
            rule(side, denies, nodes.get(i), spec.at(side.word()) + "[" + i + "]")
                    .ifPresent(rules::add);
            lines.add(nodes.get(i).line());
        }
        return rules;
    }

    private Optional<AllowlistRule> rule(FlowSide side, boolean denies, YamlNode node, String path) {
        var fields = Fields.of(node, path, problems);
        var rule = RuleReader.read(side, denies, fields);
        rule.ifPresent(read -> unique(read.id(), fields));
        return rule;
    }

    private void unique(String id, Fields fields) {
        var earlier = pathsById.putIfAbsent(id, fields.path());
        if (earlier != null) {
            problems.error(
                    fields.line(), fields.at("id"), "must be unique, was \"" + id + "\" like that of " + earlier);
        }
    }

    private void check(Side read, Fields spec) {
        var key = spec.at(read.side().word());
        for (var fault : AllowlistMatcher.faults(read.rules())) {
            problems.error(spec.line(), key, fault);
        }
        if (!problems.hasErrors()) {
            var allow = new Shadowing.Places(read.allowLines(), key);
            var deny = new Shadowing.Places(
                    read.denyLines(), spec.at("deny") + "." + read.side().word());
            new Shadowing(read.rules(), allow, deny, problems).warn();
        }
    }
}
