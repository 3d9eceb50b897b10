package io.bulwark.policy;

import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the spec of an {@link InspectionPolicy}. */
final class InspectionReader {

    private static final Pattern GROUP = Pattern.compile("[a-z0-9]+([-._][a-z0-9]+)*");
    private static final Mode[] MODES = {Mode.MONITOR, Mode.ENFORCE};
    private static final int MAX_GROUP_LENGTH = 63;

    private InspectionReader() {}

    /** What was read: the document, and what the files that it names hold. */
    record Read(InspectionPolicy document, GrpcTypes types) {}

    static Read read(Metadata metadata, Fields spec, NamedFiles files) {
        var mode = spec.word("mode", MODES, Mode::word, Mode.ENFORCE);
        var signatures = signatures(spec.optional("signatures"));
        var failures = failures(spec.optional("failures"));
        var limits = spec.optional("limits");
        var read = Limits.from(limits::size, limits::time);
        limits.end();
        var grpc = GrpcInspectionReader.read(spec.optional("grpc"), files);
        var document = new InspectionPolicy(
                metadata,
                mode,
                signatures,
                failures,
                read,
                grpc.document(),
                mysql(spec.optional("mysql")),
                unusual(spec.optional("unusual")));
        return new Read(document, grpc.types());
    }

    private static MysqlInspection mysql(Fields fields) {
        var removeCompress = fields.truth("removeCompress", false);
        var removeTls = fields.truth("removeTls", false);
        fields.end();
        return new MysqlInspection(removeCompress, removeTls);
    }

    private static Map<UnusualKind, Fallback> unusual(Fields fields) {
        Map<UnusualKind, Fallback> unusual = new EnumMap<>(UnusualKind.class);
        for (var kind : UnusualKind.values()) {
            unusual.put(kind, fields.word(kind.key(), Fallback.values(), Fallback::word, Fallback.FORWARD));
        }
        fields.end();
        return unusual;
    }

    private static SignatureActions signatures(Fields fields) {
        var otherwise = fields.word("default", Action.values(), Action::word, Action.BLOCK);
        var named = fields.optional("groups");
        var groups = groups(named);
        named.end();
        fields.end();
        return new SignatureActions(otherwise, groups);
    }

    /** A mapping from groups to actions. */
    static NavigableMap<String, Action> groups(Fields named) {
        NavigableMap<String, Action> groups = new TreeMap<>();
        named.everything().forEach((group, node) -> {
            if (group.length() > MAX_GROUP_LENGTH || !GROUP.matcher(group).matches()) {
                named.problems()
                        .error(
                                node.line(),
                                named.at(group),
                                "must be a group's name of 1.." + MAX_GROUP_LENGTH
                                        + " lower-case letters, digits, \"-\", \".\" and \"_\"");
            }
            named.word(node, named.at(group), Action.values(), Action::word)
                    .ifPresent(action -> groups.put(group, action));
        });
        return groups;
    }

    private static Map<Trouble, Fallback> failures(Fields fields) {
        Map<Trouble, Fallback> failures = new EnumMap<>(Trouble.class);
        for (var trouble : Trouble.values()) {
            failures.put(trouble, fields.word(trouble.word(), Fallback.values(), Fallback::word, trouble.unlessTold()));
        }
        fields.end();
        return failures;
    }
}
