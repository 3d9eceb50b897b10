package io.bulwark.policy.proof;

import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyText;
import io.bulwark.policy.ServiceAllowlist;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Changes to the text of a policy file that leave everything else of it as its author wrote it. */
public final class DocumentEdit {

    /* The text is changed where a person would change it: a line for a mode, an entry at the head of a list. Then it is read
     * again, and only if it says exactly what it was meant to say the change is kept; a file that is written in another way,
     * with lists in brackets say, gets its allowlist written anew. So nothing here needs to understand YAML. */

    private static final Pattern KIND = Pattern.compile("kind: *\"?" + ServiceAllowlist.KIND + "\"? *(?:#.*)?");
    private static final Pattern MODE = Pattern.compile("( +mode: *)\"?[A-Za-z]+\"?( *(?:#.*)?)");

    private final String text;
    private final Function<String, Optional<ServiceAllowlist>> reader;

    /** @param reader reads a whole file; empty when it is refused */
    public DocumentEdit(String text, Function<String, Optional<ServiceAllowlist>> reader) {
        this.text = text;
        this.reader = reader;
    }

    /** The file with a rule put before the others of its side. */
    public String accept(FlowSide side, AllowlistRule rule) {
        return reader.apply(text)
                .map(document -> {
                    var rules = document.side(side);
                    List<AllowlistRule> allow = new ArrayList<>(rules.allow());
                    allow.addFirst(rule);
                    return edited(document.with(side, rules.withAllow(allow)), lines -> insert(lines, side, rule));
                })
                .orElse(text);
    }

    /** The file with a side, or both, in another mode. */
    public String promote(List<FlowSide> sides, Mode mode) {
        return reader.apply(text)
                .map(document -> {
                    var wanted = document;
                    for (var side : sides) {
                        wanted = wanted.with(side, wanted.side(side).withMode(mode));
                    }
                    return edited(wanted, lines -> setMode(lines, mode));
                })
                .orElse(text);
    }

    /** The file with one rule in another mode. */
    public String promoteRule(String id, Mode mode) {
        return reader.apply(text)
                .map(document -> {
                    var wanted = document;
                    for (var side : FlowSide.values()) {
                        var rules = wanted.side(side);
                        if (rules.allow().stream().anyMatch(rule -> rule.id().equals(id))) {
                            wanted = wanted.with(
                                    side,
                                    rules.withAllow(rules.allow().stream()
                                            .map(rule -> rule.id().equals(id) ? rule.withMode(mode) : rule)
                                            .toList()));
                        }
                    }
                    return edited(wanted, lines -> setRuleMode(lines, id, mode));
                })
                .orElse(text);
    }

    private String edited(ServiceAllowlist wanted, Function<List<String>, Optional<List<String>>> change) {
        return change.apply(text.lines().toList())
                .map(lines -> String.join("\n", lines) + "\n")
                .filter(changed -> reader.apply(changed).filter(wanted::equals).isPresent())
                .orElseGet(() -> rewritten(wanted));
    }

    /** The file with its allowlist written anew. */
    private String rewritten(ServiceAllowlist wanted) {
        List<String> documents = new ArrayList<>();
        for (var document : text.split("(?m)^---.*$", -1)) {
            boolean isIt = document.lines().anyMatch(line -> KIND.matcher(line).matches());
            documents.add(isIt ? (documents.isEmpty() ? "" : "\n") + PolicyText.yaml(wanted) : document);
        }
        return String.join("---", documents);
    }

    private static Optional<List<String>> insert(List<String> lines, FlowSide side, AllowlistRule rule) {
        int start = documentStart(lines);
        for (int i = start; i < lines.size() - 1; i++) {
            var next = lines.get(i + 1);
            int indent = next.indexOf("- ");
            if (lines.get(i).strip().equals(side.word() + ":")
                    && lines.get(i).startsWith("  " + side.word())
                    && indent >= 0
                    && next.substring(0, indent).isBlank()) {
                List<String> changed = new ArrayList<>(lines);
                changed.addAll(
                        i + 1, PolicyText.yaml(rule, side, indent).lines().toList());
                return Optional.of(changed);
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> setMode(List<String> lines, Mode mode) {
        for (int i = documentStart(lines); i < lines.size(); i++) {
            var mark = MODE.matcher(lines.get(i));
            if (mark.matches() && lines.get(i).startsWith("  mode:")) {
                List<String> changed = new ArrayList<>(lines);
                changed.set(i, mark.group(1) + mode.word() + mark.group(2));
                return Optional.of(changed);
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> setRuleMode(List<String> lines, String id, Mode mode) {
        for (int i = documentStart(lines); i < lines.size() - 1; i++) {
            if (lines.get(i).strip().equals("- id: " + id)) {
                List<String> changed = new ArrayList<>(lines);
                var mark = MODE.matcher(lines.get(i + 1));
                if (mark.matches()) {
                    changed.set(i + 1, mark.group(1) + mode.word() + mark.group(2));
                } else {
                    changed.add(i + 1, " ".repeat(lines.get(i).indexOf('-') + 2) + "mode: " + mode.word());
                }
                return Optional.of(changed);
            }
        }
        return Optional.empty();
    }

    /** Where the allowlist begins among the documents of the file. */
    private static int documentStart(List<String> lines) {
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("---")) {
                start = i;
            }
            if (KIND.matcher(lines.get(i)).matches()) {
                return start;
            }
        }
        return 0;
    }
}
