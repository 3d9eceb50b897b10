package io.bulwark.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the entries of a rule that are about Redis. */
final class RedisRuleReader {

    private static final Pattern COMMAND = Pattern.compile("[A-Z0-9._-]{1,64}(?: [A-Z0-9._-]{1,64})?");

    private RedisRuleReader() {}

    static RedisOperation read(Fields fields) {
        var commands = Words.read(
                fields,
                "commands",
                RedisOperation.MAX_COMMANDS,
                text -> COMMAND.matcher(text).matches(),
                "a command in upper case, such as GET or CONFIG GET");
        var categories = Words.read(
                fields,
                "categories",
                RedisCommands.names().size(),
                RedisCommands.names()::contains,
                "one of " + String.join(", ", RedisCommands.names()));
        var variables = ValueReader.variables(fields);
        List<KeyPattern> keys = new ArrayList<>();
        var nodes = fields.list("keys", 0, RedisOperation.MAX_KEYS);
        if (nodes.isEmpty() && fields.node("keys").isPresent()) {
            keys.add(new KeyPattern.None());
        }
        for (int i = 0; i < nodes.size(); i++) {
            key(Fields.of(nodes.get(i), fields.at("keys") + "[" + i + "]", fields.problems()), variables)
                    .ifPresent(keys::add);
        }
        ValueReader.checkNames(fields, variables, PathVariables.templates(keys));
        var users = users(fields);
        fields.end();
        return new RedisOperation(commands, categories, keys, users);
    }

    /** Names that clients log in under. */
    static NavigableSet<String> users(Fields fields) {
        return Words.read(
                fields,
                "users",
                RedisOperation.MAX_USERS,
                text -> !text.isEmpty() && text.length() <= 128,
                "a user's name of 1..128 characters");
    }

    private static Optional<KeyPattern> key(Fields fields, NavigableMap<String, ValuePattern> variables) {
        List<KeyPattern> patterns = new ArrayList<>();
        Function<String, KeyPattern> template =
                text -> new KeyPattern.Template(text, PathVariables.own(KeySyntax.segments(text), variables));
        int given = pattern(fields, "exact", KeySyntax::faultInAny, KeyPattern.Exact::new, patterns)
                + pattern(fields, "prefix", KeySyntax::faultInAny, KeyPattern.Prefix::new, patterns)
                + pattern(fields, "template", KeySyntax::faultInTemplate, template, patterns);
        fields.end();
        if (given != 1) {
            fields.problems()
                    .error(fields.line(), fields.path(), "must have one of exact, prefix and template, had " + given);
        }
        return patterns.stream().findFirst();
    }

    private static int pattern(
            Fields fields,
            String kind,
            Function<String, Optional<String>> faultIn,
            Function<String, KeyPattern> make,
            List<KeyPattern> patterns) {
        var node = fields.node(kind);
        node.flatMap(present -> fields.text(present, fields.at(kind), _ -> true, "a key"))
                .ifPresent(text -> {
                    var fault = faultIn.apply(text);
                    if (fault.isPresent()) {
                        fields.problems()
                                .error(fields.line(), fields.at(kind), fault.get() + ", was " + Printable.quoted(text));
                    } else {
                        patterns.add(make.apply(text));
                    }
                });
        return node.isPresent() ? 1 : 0;
    }
}
