package io.bulwark.policy;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads which parameters a request may have, and which values they and variables of templates may have. */
final class ValueReader {

    private static final int MAX_NAME = 128;
    private static final int MAX_VALUE = 256;
    private static final String START = "startsWith";
    private static final String ALSO = "also";
    private static final String APART = "signsApart";
    private static final String VARIABLES = "variables";
    private static final String SIGNS =
            "1.." + Characters.MAX_SIGNS + " signs: ASCII without letters, digits and controls, tabs and ends of lines";

    private ValueReader() {}

    static QueryPattern query(Fields named) {
        Map<String, ValuePattern> parameters = new TreeMap<>();
        var entries = named.everything();
        if (entries.size() > QueryPattern.Only.MAX_PARAMETERS) {
            named.problems()
                    .error(
                            named.line(),
                            named.path(),
                            "must name at most " + QueryPattern.Only.MAX_PARAMETERS + " parameters, named "
                                    + entries.size());
            return new QueryPattern.Any();
        }
        entries.forEach((name, node) -> {
            if (name.isEmpty() || name.length() > MAX_NAME) {
                named.problems()
                        .error(
                                node.line(),
                                named.at(name),
                                "must be a parameter's name of 1.." + MAX_NAME + " characters");
            }
            parameters.put(name, value(Fields.of(node, named.at(name), named.problems())));
        });
        named.end();
        return QueryPattern.only(parameters);
    }

    private static ValuePattern value(Fields fields) {
        var type = fields.word("type", SegmentType.values(), SegmentType::word, SegmentType.ANY);
        return value(fields, type, fields.truth("repeated", false));
    }

    private static ValuePattern value(Fields fields, SegmentType type, boolean repeated) {
        int min = fields.whole("minLength", 0, ValuePattern.MAX_LENGTH, 0);
        int max = fields.whole("maxLength", 0, ValuePattern.MAX_LENGTH, ValuePattern.MAX_LENGTH);
        var start = fields.node(START)
                .flatMap(node -> fields.text(
                        node,
                        fields.at(START),
                        text -> !text.isEmpty() && text.length() <= ValuePattern.MAX_START,
                        "1.." + ValuePattern.MAX_START + " characters"))
                .orElse("");
        var characters = characters(fields);
        var oneOf = oneOf(fields);
        fields.end();
        if (min > max) {
            fields.problems()
                    .error(
                            fields.line(),
                            fields.at("minLength"),
                            "must be at most maxLength, was " + min + " of " + max);
            min = max;
        }
        return new ValuePattern(type, min, max, start, characters, oneOf, repeated);
    }

    private static Characters characters(Fields fields) {
        var set = fields.word("characters", CharacterSet.values(), CharacterSet::word, CharacterSet.ANY);
        var also = fields.node(ALSO)
                .flatMap(node -> fields.text(node, fields.at(ALSO), ValueReader::areSigns, SIGNS))
                .orElse("");
        boolean apart = fields.truth(APART, false);
        for (var key : List.of(ALSO, APART)) {
            if (set == CharacterSet.ANY && fields.node(key).isPresent()) {
                fields.problems().error(fields.line(), fields.at(key), "must stand beside characters other than any");
            }
        }
        var all = Characters.of(set).with(also);
        return apart ? all.withSignsApart() : all;
    }

    private static boolean areSigns(String text) {
        return !text.isEmpty()
                && text.length() <= Characters.MAX_SIGNS
                && text.chars().allMatch(c -> Characters.isSign((char) c));
    }

    /** The conditions that an entry has for variables of its templates, by name. */
    static NavigableMap<String, ValuePattern> variables(Fields entry) {
        NavigableMap<String, ValuePattern> variables = new TreeMap<>();
        var named = entry.optional(VARIABLES);
        var nodes = named.everything();
        if (nodes.size() > QueryPattern.Only.MAX_PARAMETERS) {
            entry.problems()
                    .error(
                            named.line(),
                            named.path(),
                            "must name at most " + QueryPattern.Only.MAX_PARAMETERS + " variables, named "
                                    + nodes.size());
            return variables;
        }
        nodes.forEach((name, node) ->
                variables.put(name, value(Fields.of(node, named.at(name), entry.problems()), SegmentType.ANY, false)));
        named.end();
        return variables;
    }

    /** Tells of conditions for variables that no template has. */
    static void checkNames(Fields entry, Map<String, ValuePattern> variables, List<PathVariables.Templated> templates) {
        for (var name : variables.keySet()) {
            if (templates.stream()
                    .noneMatch(
                            template -> PathVariables.names(template.segments()).contains(name))) {
                entry.problems()
                        .error(
                                entry.line(),
                                entry.at(VARIABLES),
                                "must name variables of templates beside it, named " + Printable.quoted(name));
            }
        }
    }

    /** Any scalar counts as what was written: {@code oneOf: [1, 2, true]} are texts to HTTP. */
    private static NavigableSet<String> oneOf(Fields fields) {
        NavigableSet<String> values = new TreeSet<>();
        var nodes = fields.list("oneOf", 1, ValuePattern.MAX_VALUES);
        for (int i = 0; i < nodes.size(); i++) {
            fields.scalar(nodes.get(i), fields.at("oneOf") + "[" + i + "]", MAX_VALUE)
                    .ifPresent(values::add);
        }
        return values;
    }
}
