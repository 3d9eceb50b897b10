package io.bulwark.signatures.catalogue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.bulwark.signatures.Confidence;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Sample;
import io.bulwark.signatures.Severity;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Tactic;
import io.bulwark.signatures.Transform;
import io.bulwark.signatures.validate.Validator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One signature file: a group and its signatures. */
final class CatalogueFile {
    private static final ObjectReader YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final String file;
    private final List<String> problems;

    CatalogueFile(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    List<Signature> read(String text) {
        JsonNode tree;
        try {
            tree = YAML.readTree(text);
        } catch (JacksonException e) {
            var at = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            problems.add(file + ": must be YAML" + at + ": " + e.getOriginalMessage());
            return List.of();
        }
        var top = new Entry(file, tree, problems);
        top.allowOnly("group", "title", "signatures");
        var group = top.text("group");
        top.text("title");
        if (!top.has("signatures")) {
            top.problem("signatures must be a list, was missing");
        }
        var signatures = new ArrayList<Signature>();
        int number = 0;
        for (var node : top.items("signatures")) {
            number++;
            var id = node.path("id");
            var name = id.isTextual() ? id.asText() : "signature " + number;
            signature(group, new Entry(file + ": " + name, node, problems)).ifPresent(signatures::add);
        }
        return signatures;
    }

    private Optional<Signature> signature(String group, Entry entry) {
        int before = problems.size();
        entry.allowOnly(
                "id",
                "title",
                "severity",
                "confidence",
                "tactic",
                "fields",
                "headers",
                "transforms",
                "pattern",
                "validator",
                "threshold",
                "match",
                "nomatch");
        var id = entry.text("id");
        var title = entry.text("title");
        var severity = entry.word(
                "severity", word -> constant(Severity.values(), word), names(Severity.values()), Severity.LOW);
        var confidence = entry.word(
                "confidence", word -> constant(Confidence.values(), word), names(Confidence.values()), Confidence.LOW);
        var tactic = tactic(entry);
        var fields = entry.words("fields", Field::of, Field.allowed());
        Set<String> headers = entry.words("headers", Optional::of, "header names");
        var transforms =
                entry.words("transforms", word -> constant(Transform.values(), word), names(Transform.values()));
        var pattern = entry.text("pattern");
        var validator = entry.has("validator")
                ? entry.word("validator", Validator::of, Validator.allowed(), Validator.NONE)
                : Validator.NONE;
        int threshold = entry.number("threshold", 1);
        var match = samples(entry, "match", fields);
        var nomatch = samples(entry, "nomatch", fields);
        if (problems.size() > before || tactic.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Signature(
                    id,
                    group,
                    title,
                    severity,
                    confidence,
                    tactic.get(),
                    fields,
                    headers,
                    transforms,
                    pattern,
                    validator,
                    threshold,
                    match,
                    nomatch));
        } catch (IllegalArgumentException e) {
            entry.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Tactic> tactic(Entry signature) {
        int before = problems.size();
        if (!signature.get("tactic").isObject()) {
            signature.problem(
                    "tactic must be a mapping of stage and attack, was " + Entry.shown(signature.get("tactic")));
            return Optional.empty();
        }
        var entry = signature.under("tactic");
        entry.allowOnly("stage", "attack");
        var stage = entry.text("stage");
        var attack = entry.text("attack");
        if (problems.size() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Tactic(stage, attack));
        } catch (IllegalArgumentException e) {
            signature.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<Sample> samples(Entry signature, String key, Set<Field> fields) {
        var samples = new ArrayList<Sample>();
        for (var node : signature.items(key)) {
            try {
                if (node.isTextual()) {
                    samples.add(Sample.ofText(List.copyOf(fields), node.asText()));
                } else {
                    samples.add(sample(signature.item(key, node)));
                }
            } catch (IllegalArgumentException e) {
                signature.problem(key + ": " + e.getMessage());
            }
        }
        return samples;
    }

    private static Sample sample(Entry entry) {
        entry.allowOnly("field", "text", "hex");
        var field = entry.word("field", Field::of, Field.allowed(), Field.HTTP_URI);
        if (entry.has("hex")) {
            var digits = entry.text("hex").replace(" ", "");
            return Sample.ofBytes(List.of(field), HexFormat.of().parseHex(digits));
        }
        return Sample.ofText(List.of(field), entry.text("text"));
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] values, String word) {
        return Arrays.stream(values).filter(value -> name(value).equals(word)).findFirst();
    }

    private static String names(Enum<?>[] values) {
        return Arrays.stream(values).map(CatalogueFile::name).collect(Collectors.joining(", "));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
