package io.bulwark.policy;

import io.bulwark.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the entries of a rule that are about HTTP. */
final class HttpRuleReader {

    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");
    private static final Pattern LOWER_CASE_METHOD =
            Pattern.compile("(?i:get|head|post|put|delete|connect|options|trace|patch)");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]{1,64}");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[!#$&^_.+0-9a-z-]{1,64}/(?:\\*|[!#$&^_.+0-9a-z-]{1,64})");

    private final Fields fields;

    private HttpRuleReader(Fields fields) {
        this.fields = fields;
    }

    static HttpOperation read(Fields fields) {
        return new HttpRuleReader(fields).operation();
    }

    private HttpOperation operation() {
        NavigableSet<String> methods = new TreeSet<>();
        var methodNodes = fields.list("methods", 1, HttpOperation.MAX_METHODS);
        for (int i = 0; i < methodNodes.size(); i++) {
            method(methodNodes.get(i), fields.at("methods") + "[" + i + "]").ifPresent(methods::add);
        }
        var variables = ValueReader.variables(fields);
        List<PathPattern> paths = new ArrayList<>();
        var pathNodes = fields.list("paths", 1, HttpOperation.MAX_PATHS);
        for (int i = 0; i < pathNodes.size(); i++) {
            path(Fields.of(pathNodes.get(i), fields.at("paths") + "[" + i + "]", fields.problems()), variables)
                    .ifPresent(paths::add);
        }
        ValueReader.checkNames(fields, variables, PathVariables.templates(paths));
        var conditions = conditions();
        fields.end();
        return new HttpOperation(methods, paths, conditions);
    }

    private HttpConditions conditions() {
        var hosts = Words.read(fields, "hosts", HttpConditions.MAX_HOSTS, HostSyntax::isPattern, HostSyntax.RULE);
        var headers = Words.read(
                fields,
                "headers",
                HttpConditions.MAX_NAMES,
                text -> HEADER.matcher(text).matches(),
                "a header's name in lower case");
        var contentTypes = Words.read(
                fields,
                "contentTypes",
                HttpConditions.MAX_NAMES,
                text -> text.equals(HttpConditions.NO_CONTENT_TYPE)
                        || MEDIA_TYPE.matcher(text).matches(),
                "a media type in lower case without parameters, such as application/json or text/*, or none");
        var query = fields.node("query")
                .map(node -> ValueReader.query(Fields.of(node, fields.at("query"), fields.problems())))
                .orElseGet(QueryPattern.Any::new);
        var body = fields.node("bodyParameters")
                .map(node -> ValueReader.query(Fields.of(node, fields.at("bodyParameters"), fields.problems())))
                .orElseGet(QueryPattern.Any::new);
        return new HttpConditions(hosts, headers, contentTypes, query, body);
    }

    private Optional<String> method(YamlNode node, String key) {
        var method = fields.text(
                node, key, text -> METHOD.matcher(text).matches(), "an HTTP method, a token of 1..32 characters");
        method.filter(text -> LOWER_CASE_METHOD.matcher(text).matches()
                        && !text.chars().allMatch(Character::isUpperCase))
                .ifPresent(text -> fields.problems()
                        .warning(node.line(), key, "is case-sensitive, so \"" + text + "\" hardly ever fits"));
        return method;
    }

    private static Optional<PathPattern> path(Fields fields, NavigableMap<String, ValuePattern> variables) {
        List<PathPattern> patterns = new ArrayList<>();
        int given = 0;
        for (var kind : PathKind.values()) {
            var node = fields.node(kind.word);
            given += node.isPresent() ? 1 : 0;
            node.flatMap(present -> fields.text(present, fields.at(kind.word), _ -> true, "a path"))
                    .flatMap(text -> pattern(fields, kind, text, variables))
                    .ifPresent(patterns::add);
        }
        fields.end();
        if (given != 1) {
            fields.problems()
                    .error(fields.line(), fields.path(), "must have one of exact, prefix and template, had " + given);
        }
        return patterns.stream().findFirst();
    }

    private static Optional<PathPattern> pattern(
            Fields fields, PathKind kind, String text, NavigableMap<String, ValuePattern> variables) {
        var problems = fields.problems();
        var fault = kind.fault(text);
        if (fault.isPresent()) {
            problems.error(fields.line(), fields.at(kind.word), fault.get() + ", was " + Printable.quoted(text));
            return Optional.empty();
        }
        if (PathSyntax.looksEncoded(text)) {
            problems.warning(
                    fields.line(), fields.at(kind.word), "is compared with decoded paths, so \"%\" hardly ever fits");
        }
        return Optional.of(kind.make(text, variables));
    }
}
