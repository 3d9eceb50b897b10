package io.bulwark.policy.proof;

import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.PolicyText;
import io.bulwark.policy.ServiceAllowlist;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In what two allowlists differ, rule by rule. */
public final class AllowlistDiff {

    private final List<String> lines = new ArrayList<>();

    private AllowlistDiff() {}

    /** The differences as lines for a person: what is removed with a minus, what is added with a plus; none when there are none. */
    public static List<String> between(ServiceAllowlist before, ServiceAllowlist after) {
        var diff = new AllowlistDiff();
        for (var side : FlowSide.values()) {
            diff.side(side, before, after);
        }
        return diff.lines;
    }

    private void side(FlowSide side, ServiceAllowlist before, ServiceAllowlist after) {
        var old = before.side(side);
        var now = after.side(side);
        if (old.mode() != now.mode()) {
            lines.add("~ " + side.word() + ": mode " + old.mode().word() + " becomes "
                    + now.mode().word());
        }
        if (old.closed() != now.closed()) {
            lines.add("~ " + side.word() + ": what no rule allows is " + (now.closed() ? "denied now" : "allowed now"));
        }
        rules(side, side.word(), old.allow(), now.allow());
        rules(side, "deny " + side.word(), old.deny(), now.deny());
    }

    private void rules(FlowSide side, String where, List<AllowlistRule> before, List<AllowlistRule> after) {
        var old = byId(before);
        var now = byId(after);
        old.forEach((id, rule) -> {
            var other = now.get(id);
            if (other == null) {
                lines.add("- " + where + " rule " + id);
                add("-   ", rule, side);
            } else if (!other.equals(rule)) {
                lines.add("~ " + where + " rule " + id);
                changed(
                        PolicyText.yaml(rule, side, 0).lines().toList(),
                        PolicyText.yaml(other, side, 0).lines().toList());
            }
        });
        now.forEach((id, rule) -> {
            if (!old.containsKey(id)) {
                lines.add("+ " + where + " rule " + id);
                add("+   ", rule, side);
            }
        });
        if (old.keySet().equals(now.keySet()) && !List.copyOf(old.keySet()).equals(List.copyOf(now.keySet()))) {
            lines.add("~ " + where + ": the rules are in another order");
        }
    }

    private void add(String mark, AllowlistRule rule, FlowSide side) {
        PolicyText.yaml(rule, side, 0).lines().forEach(line -> lines.add(mark + line));
    }

    private void changed(List<String> before, List<String> after) {
        var hunks = LineDiff.between(before, after);
        hunks.stream()
                .filter(line -> !line.startsWith(" "))
                .forEach(line -> lines.add(line.charAt(0) + "   " + line.substring(1)));
    }

    private static Map<String, AllowlistRule> byId(List<AllowlistRule> rules) {
        Map<String, AllowlistRule> byId = new LinkedHashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        return byId;
    }
}
