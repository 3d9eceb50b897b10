package io.bulwark.policy;

import java.util.Collection;
import java.util.List;

/** Whether one thing that rules are made of plainly has all that another one has; what is not plain is answered with no. */
final class Coverings {

    private Coverings() {}

    /** Whether every call that fits the narrow rule fits the wide one. */
    static boolean covers(AllowlistRule wide, AllowlistRule narrow) {
        return coversAny(wide.ports(), narrow.ports())
                && narrow.peers().stream()
                        .allMatch(peer -> wide.peers().stream().anyMatch(other -> covers(other, peer)))
                && narrow.operations().stream()
                        .allMatch(operation -> wide.operations().stream().anyMatch(other -> covers(other, operation)));
    }

    /** Whether sets of which an empty one stands for everything cover each other. */
    private static boolean coversAny(Collection<?> wide, Collection<?> narrow) {
        return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
    }

    static boolean covers(PeerPattern wide, PeerPattern narrow) {
        return switch (wide) {
            case Cidr block -> narrow instanceof Cidr other && block.covers(other);
            case PeerPattern.Workload workload ->
                narrow instanceof PeerPattern.Workload other && covers(workload, other);
            case PeerPattern.Spiffe(var id) ->
                narrow instanceof PeerPattern.Spiffe(var other)
                        && (id.equals(other)
                                || (id.endsWith("/*") && other.startsWith(id.substring(0, id.length() - 1))));
            case PeerPattern.Dns(var name) ->
                narrow instanceof PeerPattern.Dns(var other)
                        && (name.equals(other)
                                || (name.startsWith(HostSyntax.WILD) && other.endsWith(name.substring(1))));
        };
    }

    private static boolean covers(PeerPattern.Workload wide, PeerPattern.Workload narrow) {
        return (wide.namespace().isEmpty() || wide.namespace().equals(narrow.namespace()))
                && (wide.workload().isEmpty() || wide.workload().equals(narrow.workload()))
                && (wide.serviceAccount().isEmpty() || wide.serviceAccount().equals(narrow.serviceAccount()))
                && narrow.labels().entrySet().containsAll(wide.labels().entrySet())
                && narrow.namespaceLabels()
                        .entrySet()
                        .containsAll(wide.namespaceLabels().entrySet());
    }

    static boolean covers(RuleOperation wide, RuleOperation narrow) {
        return switch (wide) {
            case HttpOperation http ->
                switch (narrow) {
                    case HttpOperation other -> covers(http, other);
                    case GrpcOperation other -> covers(http, other.asHttp());
                    case RedisOperation _, MysqlOperation _, TcpOperation _ -> false;
                };
            case GrpcOperation grpc -> narrow instanceof GrpcOperation other && covers(grpc.asHttp(), other.asHttp());
            case RedisOperation redis ->
                narrow instanceof RedisOperation other
                        && coversVerbs(redis, other)
                        && coversKeys(redis.keys(), other.keys())
                        && coversAny(redis.users(), other.users());
            case MysqlOperation mysql ->
                narrow instanceof MysqlOperation other
                        && coversVerbs(mysql, other)
                        && coversTables(mysql.tables(), other.tables())
                        && coversAny(mysql.digests(), other.digests())
                        && coversAny(mysql.users(), other.users());
            case TcpOperation tcp ->
                narrow instanceof TcpOperation other
                        && coversAny(tcp.protocols(), other.protocols())
                        && coversAny(tcp.names(), other.names());
        };
    }

    private static boolean coversVerbs(RuleOperation wide, RuleOperation narrow) {
        return coversAny(Entry.verbs(wide), Entry.verbs(narrow));
    }

    private static boolean covers(HttpOperation wide, HttpOperation narrow) {
        return coversAny(wide.methods(), narrow.methods())
                && coversPaths(wide.paths(), narrow.paths())
                && covers(wide.conditions(), narrow.conditions());
    }

    private static boolean covers(HttpConditions wide, HttpConditions narrow) {
        return coversAny(wide.hosts(), narrow.hosts())
                && narrow.headers().containsAll(wide.headers())
                && coversAny(wide.contentTypes(), narrow.contentTypes())
                && covers(wide.query(), narrow.query())
                && covers(wide.body(), narrow.body());
    }

    private static boolean covers(QueryPattern wide, QueryPattern narrow) {
        return switch (wide) {
            case QueryPattern.Any _ -> true;
            case QueryPattern.Only(var parameters) ->
                narrow instanceof QueryPattern.Only(var fewer)
                        && fewer.entrySet().stream().allMatch(entry -> {
                            var value = parameters.get(entry.getKey());
                            return value != null && covers(value, entry.getValue());
                        });
        };
    }

    private static boolean covers(ValuePattern wide, ValuePattern narrow) {
        boolean types = wide.type() == SegmentType.ANY
                || (narrow.type() != SegmentType.ANY && wide.type().covers(narrow.type()));
        return wide.withRepeated(false).equals(ValuePattern.any())
                ? wide.repeated() || !narrow.repeated()
                : types
                        && wide.minLength() <= narrow.minLength()
                        && wide.maxLength() >= narrow.maxLength()
                        && coversStart(wide, narrow)
                        && wide.characters().covers(narrow.characters())
                        && coversAny(wide.oneOf(), narrow.oneOf())
                        && (wide.repeated() || !narrow.repeated())
                        && !narrow.withRepeated(false).equals(ValuePattern.any());
    }

    private static boolean coversPaths(List<PathPattern> wide, List<PathPattern> narrow) {
        return wide.isEmpty()
                || (!narrow.isEmpty()
                        && narrow.stream().allMatch(path -> wide.stream().anyMatch(other -> covers(other, path))));
    }

    private static boolean coversKeys(List<KeyPattern> wide, List<KeyPattern> narrow) {
        return wide.isEmpty()
                || (!narrow.isEmpty()
                        && narrow.stream().allMatch(key -> wide.stream().anyMatch(other -> covers(other, key))));
    }

    private static boolean coversTables(List<TablePattern> wide, List<TablePattern> narrow) {
        return wide.isEmpty()
                || (!narrow.isEmpty()
                        && narrow.stream()
                                .allMatch(table -> wide.stream()
                                        .anyMatch(other -> other.equals(table)
                                                || (other.table().equals(TablePattern.EVERY)
                                                        && other.schema().equals(table.schema())))));
    }

    static boolean covers(PathPattern wide, PathPattern narrow) {
        return switch (wide) {
            case PathPattern.Exact exact -> exact.equals(narrow);
            case PathPattern.Prefix(var prefix) ->
                fixedStart(narrow.text(), narrow instanceof PathPattern.Template)
                        .startsWith(prefix);
            case PathPattern.Template template ->
                switch (narrow) {
                    case PathPattern.Exact(var text) ->
                        text.startsWith("/") && coversText(template, PathSyntax.segments(text));
                    case PathPattern.Prefix _ -> false;
                    case PathPattern.Template other -> coversTemplate(template, other);
                };
        };
    }

    private static boolean covers(KeyPattern wide, KeyPattern narrow) {
        return switch (wide) {
            case KeyPattern.Exact exact -> exact.equals(narrow);
            case KeyPattern.None none -> none.equals(narrow);
            case KeyPattern.Prefix(var prefix) ->
                fixedStart(narrow.text(), narrow instanceof KeyPattern.Template).startsWith(prefix);
            case KeyPattern.Template template ->
                switch (narrow) {
                    case KeyPattern.Exact(var text) -> coversText(template, List.of(text.split(":", -1)));
                    case KeyPattern.Prefix _, KeyPattern.None _ -> false;
                    case KeyPattern.Template other -> coversTemplate(template, other);
                };
        };
    }

    private static boolean coversText(PathVariables.Templated wide, List<String> narrow) {
        boolean covered = wide.segments().size() == narrow.size();
        for (int i = 0; covered && i < narrow.size(); i++) {
            covered = coversText(wide, wide.segments().get(i), narrow.get(i));
        }
        return covered;
    }

    private static boolean coversText(PathVariables.Templated wide, String segment, String narrow) {
        if (!PathSyntax.isVariable(segment)) {
            return PathSyntax.literal(segment).equals(narrow);
        }
        var bytes = Told.bytes(narrow);
        return PathSyntax.typeOf(segment).fits(bytes)
                && new ValueCondition(asked(wide, segment)).fits(bytes, 0, bytes.length());
    }

    private static boolean coversTemplate(PathVariables.Templated wide, PathVariables.Templated narrow) {
        boolean covered = wide.segments().size() == narrow.segments().size();
        for (int i = 0; covered && i < narrow.segments().size(); i++) {
            var segment = wide.segments().get(i);
            var other = narrow.segments().get(i);
            boolean both = PathSyntax.isVariable(segment) && PathSyntax.isVariable(other);
            covered = both
                    ? PathSyntax.typeOf(segment).covers(PathSyntax.typeOf(other))
                            && coversVariable(asked(wide, segment), asked(narrow, other))
                    : !PathSyntax.isVariable(other) && coversText(wide, segment, PathSyntax.literal(other));
        }
        return covered;
    }

    /** What is asked of a variable besides its type. */
    private static ValuePattern asked(PathVariables.Templated template, String variable) {
        return PathSyntax.isTypeAlone(variable)
                ? ValuePattern.any()
                : template.variables().getOrDefault(PathSyntax.nameOf(variable), ValuePattern.any());
    }

    private static boolean coversVariable(ValuePattern wide, ValuePattern narrow) {
        return wide.equals(ValuePattern.any())
                || (wide.minLength() <= narrow.minLength()
                        && wide.maxLength() >= narrow.maxLength()
                        && coversStart(wide, narrow)
                        && wide.characters().covers(narrow.characters())
                        && coversAny(wide.oneOf(), narrow.oneOf()));
    }

    private static boolean coversStart(ValuePattern wide, ValuePattern narrow) {
        return narrow.startsWith().startsWith(wide.startsWith())
                || (!narrow.oneOf().isEmpty()
                        && narrow.oneOf().stream().allMatch(value -> value.startsWith(wide.startsWith())));
    }

    /** What everything that has the pattern begins with. */
    private static String fixedStart(String text, boolean mayVary) {
        int brace = mayVary ? text.indexOf('{') : -1;
        return brace < 0 ? text : text.substring(0, brace);
    }
}
