package io.bulwark.policy.learn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.YamlWriter;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was learned as a page for people: how far it can be trusted, then an allowlist that a person can commit. */
public final class LearnedText {
    private static final int MAX_DAYS = 365_000;
    private static final long DAY = 86_400;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LearnedText() {}

    /** An allowlist with the rules that a profile leads to, each under a comment with its evidence. */
    public static String page(Metadata metadata, Mode mode, Profile profile) {
        var rules = Generaliser.rules(profile);
        var learned = LearnedAllowlist.of(metadata, mode, rules);
        Map<String, LearnedRule> byId = new HashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        var out = new StringBuilder();
        out.append(readiness(profile));
        for (var id : learned.left()) {
            out.append("# no words in the document for ")
                    .append(id)
                    .append(": ")
                    .append(byId.get(id))
                    .append('\n');
        }
        try {
            document(JSON.readTree(learned.document().json()), byId, out);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a document is JSON", impossible);
        }
        return out.toString();
    }

    private static void document(JsonNode document, Map<String, LearnedRule> byId, StringBuilder out) {
        var head = JsonNodeFactory.instance.objectNode();
        for (var key : List.of("apiVersion", "kind", "metadata")) {
            head.set(key, document.path(key));
        }
        out.append(YamlWriter.writeIndented(head)).append("spec:\n");
        for (var entry : document.path("spec").properties()) {
            var value = entry.getValue();
            out.append("  ").append(entry.getKey()).append(':');
            if (value.isValueNode()) {
                out.append(' ').append(value.asText()).append('\n');
            } else if (value.isEmpty()) {
                out.append(value.isArray() ? " []\n" : " {}\n");
            } else {
                out.append('\n');
                for (var rule : value) {
                    rule(rule, byId, out);
                }
            }
        }
    }

    private static void rule(JsonNode rule, Map<String, LearnedRule> byId, StringBuilder out) {
        var known = byId.get(rule.path("id").asText());
        if (known != null) {
            out.append("    # ").append(sentence(known.evidence())).append('\n');
        }
        var lead = "    - ";
        for (var line : YamlWriter.writeIndented(rule).strip().split("\n", -1)) {
            out.append(lead).append(line).append('\n');
            lead = "      ";
        }
    }

    private static String sentence(LearnedRule.Evidence evidence) {
        var text = new StringBuilder()
                .append(evidence.calls())
                .append(evidence.calls() == 1 ? " call by " : " calls by ")
                .append(evidence.sources())
                .append(evidence.sources() == 1 ? " peer, " : " peers, ")
                .append(time(evidence.first()))
                .append(" to ")
                .append(time(evidence.last()));
        if (!evidence.values().isEmpty()) {
            text.append("; different values: ");
            text.append(String.join(
                    ", ", evidence.values().stream().map(n -> "about " + n).toList()));
        }
        return text.toString();
    }

    /** How far a profile can be trusted, as comments. */
    public static String readiness(Profile profile) {
        var readiness = Readiness.of(profile);
        var out = new StringBuilder();
        line("all", readiness, out);
        readiness.byPeer().forEach((peer, own) -> line(peer, own, out));
        return out.toString();
    }

    private static void line(String who, Readiness readiness, StringBuilder out) {
        out.append(String.format(
                Locale.ROOT,
                "# %s: %d calls; the next one is new with %.3f %% (95 %%: %.3f %% to %.3f %%); %d of %d hours of the week seen%n",
                who,
                readiness.calls(),
                100 * readiness.estimate(),
                100 * readiness.lower(),
                100 * readiness.upper(),
                readiness.hours(),
                Hours.OF_WEEK));
    }

    /** A time in UTC, such as {@code 2026-11-25T20:15:00Z}. */
    static String time(long seconds) {
        long day = Math.clamp(Math.floorDiv(seconds, DAY), -MAX_DAYS, MAX_DAYS);
        long rest = Math.floorMod(seconds, DAY);
        var date = LocalDate.ofEpochDay(day);
        return String.format(Locale.ROOT, "%sT%02d:%02d:%02dZ", date, rest / 3600, rest / 60 % 60, rest % 60);
    }
}
