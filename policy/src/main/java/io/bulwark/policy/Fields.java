package io.bulwark.policy;

import io.bulwark.policy.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One mapping of a document, read key by key.
 *
 * <p>What is wrong goes to the problems and a harmless value takes its place, so that one reading finds everything.
 */
public final class Fields {

    private final YamlNode.Mapping mapping;
    private final String path;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(YamlNode.Mapping mapping, String path, Problems problems) {
        this.mapping = mapping;
        this.path = path;
        this.problems = problems;
    }

    /** Reads a node that must be a mapping. */
    public static Fields of(YamlNode node, String path, Problems problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            return new Fields(mapping, path, problems);
        }
        problems.error(node.line(), path, "must be a mapping, was " + shown(node));
        return empty(node.line(), path, new Problems());
    }

    public int line() {
        return mapping.line();
    }

    String path() {
        return path;
    }

    public Problems problems() {
        return problems;
    }

    /** The path of a key of this mapping. */
    public String at(String key) {
        var shown = key.matches("[A-Za-z0-9_.-]{1,64}") ? key : Printable.quoted(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    public Optional<YamlNode> node(String key) {
        known.add(key);
        return Optional.ofNullable(mapping.entries().get(key));
    }

    /** Every key with its value, for mappings whose keys are data. */
    Map<String, YamlNode> everything() {
        known.addAll(mapping.entries().keySet());
        return mapping.entries();
    }

    /** A mapping inside this one; an empty one when it is absent. */
    public Fields optional(String key) {
        return node(key).map(node -> of(node, at(key), problems)).orElseGet(() -> empty(line(), at(key), problems));
    }

    /** A mapping inside this one that must be there. */
    public Fields required(String key) {
        if (missing(key)) {
            return empty(line(), at(key), new Problems());
        }
        return optional(key);
    }

    /** A list inside this mapping; empty when it is absent. */
    public List<YamlNode> list(String key, int min, int max) {
        var node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof YamlNode.Sequence(int line, var items))) {
            problems.error(node.get().line(), at(key), "must be a list, was " + shown(node.get()));
            return List.of();
        }
        if (items.size() < min || items.size() > max) {
            problems.error(line, at(key), "must hold " + min + ".." + max + " entries, held " + items.size());
        }
        return items.subList(0, Math.min(items.size(), max));
    }

    /** Whether the key is absent, which is told as an error. */
    public boolean missing(String key) {
        if (node(key).isPresent()) {
            return false;
        }
        problems.error(line(), at(key), "must be given");
        return true;
    }

    /** Text that must be there and pass a test; {@code rule} ends the sentence "... must be". */
    public Optional<String> text(String key, Predicate<String> test, String rule) {
        return missing(key) ? Optional.empty() : node(key).flatMap(node -> text(node, at(key), test, rule));
    }

    /** A node that must be text and pass a test. */
    Optional<String> text(YamlNode node, String key, Predicate<String> test, String rule) {
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.TEXT && test.test(scalar.text())) {
            return Optional.of(scalar.text());
        }
        problems.error(node.line(), key, "must be " + rule + ", was " + shown(node));
        return Optional.empty();
    }

    /** One of a few words; {@code unlessTold} when the key is absent. */
    public <E> E word(String key, E[] values, Function<E, String> word, E unlessTold) {
        return node(key).flatMap(node -> word(node, at(key), values, word)).orElse(unlessTold);
    }

    <E> Optional<E> word(YamlNode node, String key, E[] values, Function<E, String> word) {
        Map<String, E> words = new HashMap<>();
        Stream.of(values).forEach(value -> words.put(word.apply(value), value));
        var allowed = Stream.of(values).map(word).collect(Collectors.joining(", "));
        // To YAML 1.1 the word Off without quotes is a truth value; what counts is what was written.
        if (node instanceof YamlNode.Scalar(var _, var kind, var text)
                && kind == YamlNode.Kind.TRUTH
                && words.containsKey(text)) {
            return Optional.of(text).map(words::get);
        }
        return text(node, key, words::containsKey, "one of " + allowed).map(words::get);
    }

    /** A whole number within a range. */
    Optional<Integer> whole(YamlNode node, String key, int min, int max) {
        if (node instanceof YamlNode.Scalar scalar
                && scalar.kind() == YamlNode.Kind.WHOLE_NUMBER
                && scalar.text().length() <= 10) {
            long value = Long.parseLong(scalar.text());
            if (value >= min && value <= max) {
                return Optional.of((int) value);
            }
        }
        problems.error(node.line(), key, "must be " + min + ".." + max + ", was " + shown(node));
        return Optional.empty();
    }

    /** A whole number within a range; {@code unlessTold} when the key is absent. */
    public int whole(String key, int min, int max, int unlessTold) {
        return node(key).flatMap(node -> whole(node, at(key), min, max)).orElse(unlessTold);
    }

    /** Yes or no; {@code unlessTold} when the key is absent. */
    public boolean truth(String key, boolean unlessTold) {
        var node = node(key);
        if (node.isEmpty()) {
            return unlessTold;
        }
        if (node.get() instanceof YamlNode.Scalar(var _, var kind, var text)
                && kind == YamlNode.Kind.TRUTH
                && (text.equals("true") || text.equals("false"))) {
            return text.equals("true");
        }
        problems.error(node.get().line(), at(key), "must be true or false, was " + shown(node.get()));
        return unlessTold;
    }

    /** A scalar of any kind, as it is written. */
    Optional<String> scalar(YamlNode node, String key, int maxLength) {
        if (node instanceof YamlNode.Scalar scalar
                && scalar.kind() != YamlNode.Kind.NOTHING
                && scalar.text().length() <= maxLength) {
            return Optional.of(scalar.text());
        }
        problems.error(node.line(), key, "must be a value of at most " + maxLength + " characters, was " + shown(node));
        return Optional.empty();
    }

    /** A duration within a range; {@code unlessTold} when the key is absent. */
    public Duration time(String key, Duration min, Duration max, Duration unlessTold) {
        Predicate<Duration> within = value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        Predicate<String> test = text -> DurationText.parse(text).filter(within).isPresent();
        var rule = DurationText.format(min) + ".." + DurationText.format(max) + " (a whole number and ms, s, m or h)";
        return node(key)
                .flatMap(node -> text(node, at(key), test, rule))
                .flatMap(DurationText::parse)
                .orElse(unlessTold);
    }

    int size(SizeLimit limit) {
        return node(limit.key)
                .flatMap(node -> whole(node, at(limit.key), limit.min, limit.max))
                .orElse(limit.unlessTold);
    }

    Duration time(TimeLimit limit) {
        Predicate<String> test =
                text -> DurationText.parse(text).filter(limit::allows).isPresent();
        var rule = limit.min + ".." + limit.max + " (a whole number and ms, s, m or h)";
        return node(limit.key)
                .flatMap(node -> text(node, at(limit.key), test, rule))
                .flatMap(DurationText::parse)
                .orElse(limit.unlessTold);
    }

    /** Tells of keys that nobody asked for and of keys that come twice; called when everything has been read. */
    public void end() {
        for (var entry : mapping.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                problems.error(
                        entry.getValue().line(),
                        at(entry.getKey()),
                        "is not a known key; known are " + String.join(", ", known));
            }
        }
        for (var repeated : mapping.repeated()) {
            problems.error(repeated.line(), at(repeated.key()), "must be given once, was given again");
        }
    }

    static String shown(YamlNode node) {
        return switch (node) {
            case YamlNode.Mapping _ -> "a mapping";
            case YamlNode.Sequence _ -> "a list";
            case YamlNode.Scalar scalar ->
                switch (scalar.kind()) {
                    case TEXT -> Printable.quoted(scalar.text());
                    case NOTHING -> "empty";
                    case WHOLE_NUMBER, FRACTION, TRUTH -> Printable.plain(scalar.text());
                };
        };
    }

    private static Fields empty(int line, String path, Problems problems) {
        return new Fields(new YamlNode.Mapping(line, Map.of(), new ArrayList<>()), path, problems);
    }
}
