package io.bulwark.policy;

import io.bulwark.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the spec of a {@link ServiceAllowlist}. */
final class AllowlistReader {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_ID_LENGTH = 63;
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");
    private static final Pattern LOWER_CASE_METHOD =
            Pattern.compile("(?i:get|head|post|put|delete|connect|options|trace|patch)");

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
        spec.missing("ingress");
        List<IngressRule> rules = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        var nodes = spec.list("ingress", 0, Integer.MAX_VALUE);
        for (int i = 0; i < nodes.size(); i++) {
            int line = nodes.get(i).line();
            rule(Fields.of(nodes.get(i), spec.at("ingress") + "[" + i + "]", problems))
                    .ifPresent(rule -> {
                        rules.add(rule);
                        lines.add(line);
                    });
        }
        var read = new ServiceAllowlist(metadata, mode, rules);
        if (!problems.hasErrors()) {
            checkWhole(read, spec);
            new Shadowing(read, lines, problems).warn();
        }
        return read;
    }

    private void checkWhole(ServiceAllowlist read, Fields spec) {
        var operations = read.ingress().stream()
                .flatMap(rule -> rule.operations().stream())
                .map(RuleOperation::asHttp)
                .toList();
        long methods = operations.stream()
                .flatMap(operation -> operation.methods().stream())
                .distinct()
                .count();
        if (methods > AllowlistMatcher.MAX_METHODS) {
            problems.error(
                    spec.line(),
                    spec.at("ingress"),
                    "must name at most " + AllowlistMatcher.MAX_METHODS + " different methods, named " + methods);
        }
        var templates = new TemplateTree.Builder();
        operations.stream()
                .flatMap(operation -> operation.paths().stream())
                .flatMap(path -> path instanceof PathPattern.Template template ? Stream.of(template) : Stream.empty())
                .forEach(template -> templates.add(template, 0));
        if (templates.reach() > TemplateTree.MAX_REACH) {
            problems.error(
                    spec.line(),
                    spec.at("ingress"),
                    "must have templates that overlap so little that a path visits at most " + TemplateTree.MAX_REACH
                            + " of their segments, could visit " + templates.reach());
        }
    }

    private Optional<IngressRule> rule(Fields fields) {
        var id = fields.text(
                "id",
                text -> text.length() <= MAX_ID_LENGTH && ID.matcher(text).matches(),
                "1.." + MAX_ID_LENGTH + " lower-case letters and digits in words joined by \"-\"");
        id.ifPresent(text -> unique(text, fields));
        List<PeerPattern> from = new ArrayList<>();
        fields.missing("from");
        var peers = fields.list("from", 1, IngressRule.MAX_PEERS);
        for (int i = 0; i < peers.size(); i++) {
            peer(Fields.of(peers.get(i), fields.at("from") + "[" + i + "]", problems))
                    .ifPresent(from::add);
        }
        var ports = ports(fields);
        List<HttpOperation> http = new ArrayList<>();
        for (var entry : operations(fields, "http")) {
            http.add(operation(entry));
        }
        List<GrpcOperation> grpc = new ArrayList<>();
        for (var entry : operations(fields, "grpc")) {
            grpc.add(GrpcRuleReader.read(entry));
        }
        if (fields.node("http").isEmpty() && fields.node("grpc").isEmpty()) {
            fields.problems().error(fields.line(), fields.path(), "must have http, grpc or both");
        }
        fields.end();
        return id.isEmpty() || from.isEmpty() || (http.isEmpty() && grpc.isEmpty())
                ? Optional.empty()
                : Optional.of(new IngressRule(id.get(), from, ports, http, grpc));
    }

    private List<Fields> operations(Fields fields, String key) {
        List<Fields> entries = new ArrayList<>();
        var nodes = fields.list(key, 1, IngressRule.MAX_OPERATIONS);
        for (int i = 0; i < nodes.size(); i++) {
            entries.add(Fields.of(nodes.get(i), fields.at(key) + "[" + i + "]", problems));
        }
        return entries;
    }

    private void unique(String id, Fields fields) {
        var earlier = pathsById.putIfAbsent(id, fields.path());
        if (earlier != null) {
            problems.error(
                    fields.line(), fields.at("id"), "must be unique, was \"" + id + "\" like that of " + earlier);
        }
    }

    private Optional<PeerPattern> peer(Fields fields) {
        var text = fields.text("cidr", _ -> true, "a block of addresses");
        fields.end();
        return text.flatMap(cidr -> switch (CidrSyntax.parse(cidr)) {
            case CidrParse.Block(var block) -> Optional.of(block);
            case CidrParse.Fault(var why) -> {
                problems.error(fields.line(), fields.at("cidr"), why + ", was " + Printable.quoted(cidr));
                yield Optional.empty();
            }
        });
    }

    private NavigableSet<Integer> ports(Fields fields) {
        NavigableSet<Integer> ports = new TreeSet<>();
        var nodes = fields.list("ports", 1, IngressRule.MAX_PORTS);
        for (int i = 0; i < nodes.size(); i++) {
            fields.whole(nodes.get(i), fields.at("ports") + "[" + i + "]", 1, 65_535)
                    .ifPresent(ports::add);
        }
        return ports;
    }

    private HttpOperation operation(Fields fields) {
        NavigableSet<String> methods = new TreeSet<>();
        var methodNodes = fields.list("methods", 1, HttpOperation.MAX_METHODS);
        for (int i = 0; i < methodNodes.size(); i++) {
            method(fields, methodNodes.get(i), fields.at("methods") + "[" + i + "]")
                    .ifPresent(methods::add);
        }
        List<PathPattern> paths = new ArrayList<>();
        var pathNodes = fields.list("paths", 1, HttpOperation.MAX_PATHS);
        for (int i = 0; i < pathNodes.size(); i++) {
            path(Fields.of(pathNodes.get(i), fields.at("paths") + "[" + i + "]", problems))
                    .ifPresent(paths::add);
        }
        fields.end();
        return new HttpOperation(methods, paths);
    }

    private Optional<String> method(Fields fields, YamlNode node, String key) {
        var method = fields.text(
                node, key, text -> METHOD.matcher(text).matches(), "an HTTP method, a token of 1..32 characters");
        method.filter(text -> LOWER_CASE_METHOD.matcher(text).matches()
                        && !text.chars().allMatch(Character::isUpperCase))
                .ifPresent(text ->
                        problems.warning(node.line(), key, "is case-sensitive, so \"" + text + "\" hardly ever fits"));
        return method;
    }

    private Optional<PathPattern> path(Fields fields) {
        List<PathPattern> patterns = new ArrayList<>();
        int given = 0;
        for (var kind : PathKind.values()) {
            var node = fields.node(kind.word);
            given += node.isPresent() ? 1 : 0;
            node.flatMap(present -> fields.text(present, fields.at(kind.word), _ -> true, "a path"))
                    .flatMap(text -> pattern(fields, kind, text))
                    .ifPresent(patterns::add);
        }
        fields.end();
        if (given != 1) {
            fields.problems()
                    .error(fields.line(), fields.path(), "must have one of exact, prefix and template, had " + given);
        }
        return patterns.stream().findFirst();
    }

    private Optional<PathPattern> pattern(Fields fields, PathKind kind, String text) {
        var fault = kind.fault(text);
        if (fault.isPresent()) {
            problems.error(fields.line(), fields.at(kind.word), fault.get() + ", was " + Printable.quoted(text));
            return Optional.empty();
        }
        if (PathSyntax.looksEncoded(text)) {
            problems.warning(
                    fields.line(), fields.at(kind.word), "is compared with decoded paths, so \"%\" hardly ever fits");
        }
        return Optional.of(kind.make(text));
    }
}
