package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One entry of one rule, as the indexes number it.
 *
 * @param verbs that it allows; empty stands for any
 */
record Entry(AllowlistRule rule, boolean denies, RuleOperation operation, NavigableSet<String> verbs) {

    static Entry of(AllowlistRule rule, boolean denies, RuleOperation operation) {
        return new Entry(rule, denies, operation, verbs(operation));
    }

    static NavigableSet<String> verbs(RuleOperation operation) {
        return switch (operation) {
            case HttpOperation http -> http.methods();
            case GrpcOperation grpc -> grpc.asHttp().methods();
            case RedisOperation redis -> {
                var all = new TreeSet<>(redis.commands());
                redis.categories().forEach(category -> all.addAll(RedisCommands.commands(category)));
                yield all;
            }
            case MysqlOperation mysql -> mysql.verbs();
            case TcpOperation _ -> Collections.emptyNavigableSet();
        };
    }

    /** The patterns of its resources as they are told; none stand for any. */
    List<String> patterns() {
        return switch (operation) {
            case HttpOperation http ->
                http.paths().stream()
                        .map(path -> path.text() + (path instanceof PathPattern.Template of ? asked(of) : ""))
                        .toList();
            case GrpcOperation grpc ->
                grpc.asHttp().paths().stream().map(PathPattern::text).toList();
            case RedisOperation redis ->
                redis.keys().stream()
                        .map(key -> key.text() + (key instanceof KeyPattern.Template of ? asked(of) : ""))
                        .toList();
            case MysqlOperation mysql ->
                mysql.tables().stream().map(TablePattern::text).toList();
            case TcpOperation tcp -> List.copyOf(tcp.names());
        };
    }

    /** What a template asks of its variables besides their types, for a person. */
    private static String asked(PathVariables.Templated template) {
        return template.variables().entrySet().stream()
                .map(each -> each.getKey() + " of "
                        + new ValueCondition(each.getValue().withRepeated(true)).told())
                .collect(
                        Collectors.collectingAndThen(Collectors.joining("; "), all -> all.isEmpty() ? "" : ", " + all));
    }

    /** What an index finds it by besides its pattern; none stand for any. */
    Set<String> keys() {
        return switch (operation) {
            case HttpOperation http -> http.conditions().hosts();
            case MysqlOperation mysql -> mysql.digests();
            case GrpcOperation _, RedisOperation _, TcpOperation _ -> Set.of();
        };
    }

    /** What it asks for besides that. */
    Condition condition() {
        return switch (operation) {
            case HttpOperation http -> HttpCondition.of(http.conditions());
            case GrpcOperation _ -> new Condition.None();
            case RedisOperation redis -> Condition.Named.of(Attribute.USER, NearestMiss.Field.USER, redis.users());
            case MysqlOperation mysql -> Condition.Named.of(Attribute.USER, NearestMiss.Field.USER, mysql.users());
            case TcpOperation tcp -> Condition.ServerName.of(tcp.names());
        };
    }

    /** Whether it allows a verb, or all verbs that begin with its first word. */
    boolean coversVerb(String verb) {
        int space = verb.indexOf(' ');
        return verbs.isEmpty() || verbs.contains(verb) || (space > 0 && verbs.contains(verb.substring(0, space)));
    }
}
