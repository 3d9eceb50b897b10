package io.bulwark.policy;

import io.bulwark.policy.descriptor.DescriptorParse;
import io.bulwark.policy.descriptor.DescriptorReader;
import io.bulwark.policy.descriptor.ProtoNames;
import io.bulwark.policy.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what an {@link InspectionPolicy} says about gRPC, and the descriptor sets that it names or carries. */
final class GrpcInspectionReader {

    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_.-]++(?:/[A-Za-z0-9_.-]++)*+");
    private static final Pattern UPWARDS = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");
    private static final int MAX_FILE_NAME = 255;
    private static final int MAX_UNDESCRIBED = 3;

    private final Fields fields;
    private final Problems problems;
    private final NamedFiles files;
    private final DescriptorReader reader = new DescriptorReader();
    private final TypeLinker linker = new TypeLinker();
    private final MessageDigest digest = Sha256.begin();
    private long bytes;
    private boolean whole = true;

    private GrpcInspectionReader(Fields fields, NamedFiles files) {
        this.fields = fields;
        this.problems = fields.problems();
        this.files = files;
    }

    /** What was read: the document's part, and what the descriptor sets hold. */
    record Read(GrpcInspection document, GrpcTypes types) {}

    static Read read(Fields fields, NamedFiles files) {
        return new GrpcInspectionReader(fields, files).read();
    }

    private Read read() {
        var descriptors = descriptors();
        var sets = sets();
        var actions = fieldActions();
        fields.end();
        var document = new GrpcInspection(List.copyOf(descriptors), List.copyOf(sets), actions);
        if ((descriptors.isEmpty() && sets.isEmpty()) || !whole) {
            return new Read(document, GrpcTypes.none());
        }
        Map<String, Map<String, Action>> byName = new HashMap<>();
        actions.forEach(field -> byName.put(field.name(), field.groups()));
        var types = linker.link(byName, Sha256.hex(digest));
        warnOfUndescribed(descriptors.isEmpty() ? "descriptorSets" : "descriptors");
        return new Read(document, types);
    }

    private Set<String> descriptors() {
        Set<String> names = new LinkedHashSet<>();
        var nodes = fields.list("descriptors", 1, GrpcInspection.MAX_DESCRIPTORS);
        for (int i = 0; i < nodes.size(); i++) {
            var node = nodes.get(i);
            var key = fields.at("descriptors") + "[" + i + "]";
            var name = fields.text(
                    node,
                    key,
                    GrpcInspectionReader::isFile,
                    "a file's name relative to the policy file, of 1.." + MAX_FILE_NAME
                            + " letters, digits, \"_\", \"-\", \".\" and \"/\", that does not lead upwards");
            whole &= name.isPresent();
            name.ifPresent(file -> {
                if (names.add(file)) {
                    descriptor(node, key, file);
                } else {
                    problems.error(node.line(), key, "must be unique, was " + Printable.quoted(file) + " again");
                }
            });
        }
        return names;
    }

    private static boolean isFile(String text) {
        return text.length() <= MAX_FILE_NAME
                && FILE.matcher(text).matches()
                && !UPWARDS.matcher(text).find();
    }

    private void descriptor(YamlNode node, String key, String file) {
        var fault = switch (files.read(file)) {
            case NamedFiles.Outcome.Unreadable(var why) -> Optional.of("cannot be read: " + why);
            case NamedFiles.Outcome.Whole(var content) -> add(content);
        };
        fault.ifPresent(why -> {
            whole = false;
            problems.error(node.line(), key, "names " + Printable.quoted(file) + ", which " + why);
        });
    }

    /** The sets that the document carries itself. */
    private Set<String> sets() {
        Set<String> texts = new LinkedHashSet<>();
        var nodes = fields.list("descriptorSets", 1, GrpcInspection.MAX_DESCRIPTORS);
        for (int i = 0; i < nodes.size(); i++) {
            var node = nodes.get(i);
            var key = fields.at("descriptorSets") + "[" + i + "]";
            var text = fields.text(
                            node,
                            key,
                            GrpcInspectionReader::isSet,
                            "base64 of 1.." + DescriptorText.MAX_CHARACTERS + " characters")
                    .map(DescriptorText::plain);
            whole &= text.isPresent();
            text.map(base64 -> texts.add(base64) ? set(base64) : Optional.of("must be unique, was given before"))
                    .flatMap(fault -> fault)
                    .ifPresent(why -> {
                        whole = false;
                        problems.error(node.line(), key, why);
                    });
        }
        return texts;
    }

    private static boolean isSet(String text) {
        return !text.isEmpty() && text.length() <= DescriptorText.MAX_CHARACTERS;
    }

    private Optional<String> set(String base64) {
        return DescriptorText.bytes(base64).map(this::add).orElseGet(() -> Optional.of("is no base64"));
    }

    /** Adds a set; what is wrong with it is the end of a sentence that begins with it. */
    private Optional<String> add(byte[] given) {
        int left = (int) Math.max(0, files.room() - bytes);
        var unfolded = DescriptorText.unfolded(given, left);
        if (unfolded.isEmpty()) {
            return Optional.of("is no gzip that can be unfolded");
        }
        var content = unfolded.get();
        bytes += content.length;
        if (bytes > files.room()) {
            return Optional.of("is too large: descriptor sets must be at most " + files.room() + " bytes long together"
                    + (files.room() < GrpcInspection.MAX_DESCRIPTOR_BYTES ? ", which is what there is room for" : ""));
        }
        digest.update(Integer.toString(content.length).getBytes(StandardCharsets.US_ASCII));
        digest.update(content);
        return switch (reader.read(content)) {
            case DescriptorParse.Refused(var why) -> Optional.of(why);
            case DescriptorParse.Parsed(var described) -> linker.add(described);
        };
    }

    private List<FieldActions> fieldActions() {
        List<FieldActions> actions = new ArrayList<>();
        Map<String, String> pathsByName = new HashMap<>();
        var nodes = fields.list("fields", 1, GrpcInspection.MAX_FIELDS);
        for (int i = 0; i < nodes.size(); i++) {
            var entry = Fields.of(nodes.get(i), fields.at("fields") + "[" + i + "]", problems);
            var name = entry.text(
                    "name",
                    ProtoNames::isFull,
                    "a field's full name of 1.." + ProtoNames.MAX_FULL
                            + " characters, such as orders.v1.Order.card_number");
            var named = entry.required("groups");
            var groups = InspectionReader.groups(named);
            named.end();
            entry.end();
            int given = named.everything().size();
            if (given < 1 || given > FieldActions.MAX_GROUPS) {
                named.problems()
                        .error(
                                named.line(),
                                named.path(),
                                "must hold 1.." + FieldActions.MAX_GROUPS + " entries, held " + given);
            }
            name.ifPresent(text -> {
                check(entry, text, pathsByName);
                actions.add(new FieldActions(text, groups));
            });
        }
        return actions;
    }

    private void check(Fields entry, String name, Map<String, String> pathsByName) {
        var earlier = pathsByName.putIfAbsent(name, entry.path());
        if (earlier != null) {
            tell(entry, "must be unique, was", name, " like that of " + earlier);
        }
        if (!whole) {
            return;
        }
        var field = linker.field(name);
        if (field.isEmpty()) {
            tell(entry, "must be a field that a descriptor set describes, was", name, "");
            return;
        }
        switch (field.get().kind()) {
            case STRING, BYTES -> {}
            case MESSAGE, GROUP ->
                tell(
                        entry,
                        "must be a field of type string or bytes, was",
                        name,
                        "; name a field of " + ProtoNames.shown(field.get().type()));
            case PACKABLE, OTHER -> tell(entry, "must be a field of type string or bytes, was", name, ", a number");
        }
    }

    private void tell(Fields entry, String rule, String name, String rest) {
        problems.error(entry.line(), entry.at("name"), rule + " \"" + ProtoNames.shown(name) + "\"" + rest);
    }

    /** A set may leave its imports out; their messages are then read as if there were no set. */
    private void warnOfUndescribed(String key) {
        var undescribed = linker.undescribed();
        if (undescribed.isEmpty()) {
            return;
        }
        var shown = undescribed.entrySet().stream()
                .limit(MAX_UNDESCRIBED)
                .map(use -> ProtoNames.shown(use.getKey()) + " (of " + ProtoNames.shown(use.getValue()) + ")")
                .toList();
        var more = undescribed.size() - shown.size();
        problems.warning(
                fields.line(),
                fields.at(key),
                "do not describe " + String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "")
                        + ", which are read without types; write the sets with their imports");
    }
}
