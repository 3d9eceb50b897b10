package io.bulwark.policy;

import io.bulwark.policy.descriptor.Kind;
import io.bulwark.policy.descriptor.ProtoExtension;
import io.bulwark.policy.descriptor.ProtoField;
import io.bulwark.policy.descriptor.ProtoFile;
import io.bulwark.policy.descriptor.ProtoMessage;
import io.bulwark.policy.descriptor.ProtoMethod;
import io.bulwark.policy.descriptor.ProtoNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the descriptor sets of a policy together: names become references, and each name has one meaning. */
final class TypeLinker {

    private final Map<String, ProtoFile> files = new HashMap<>();
    private final Map<String, ProtoMessage> messages = new LinkedHashMap<>();
    private final Map<String, ProtoMethod> methods = new LinkedHashMap<>();
    private final Map<String, ProtoField> fields = new HashMap<>();
    private final Map<String, Set<Integer>> numbers = new HashMap<>();
    private final List<ProtoExtension> extensions = new ArrayList<>();
    private final NavigableMap<String, String> undescribed = new TreeMap<>();

    /** Adds a set; what is wrong with it is the end of a sentence that begins with the set's name. */
    Optional<String> add(List<ProtoFile> set) {
        for (var file : set) {
            var known = files.putIfAbsent(file.name(), file);
            if (known != null && !known.equals(file)) {
                return Optional.of(
                        "describes a file otherwise than a set before it does: " + Printable.quoted(file.name()));
            }
            var fault = known == null ? add(file) : Optional.<String>empty();
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<String> add(ProtoFile file) {
        for (var message : file.messages()) {
            if (messages.putIfAbsent(message.name(), message) != null) {
                return twice("message", message.name());
            }
            for (var field : message.fields()) {
                if (!add(message.name(), field)) {
                    return twice("field", field.name());
                }
            }
        }
        for (var extension : file.extensions()) {
            extensions.add(extension);
            if (!add(extension.message(), extension.field())) {
                return twice("field", extension.field().name());
            }
        }
        for (var method : file.methods()) {
            if (methods.putIfAbsent(method.path(), method) != null) {
                return twice("method", method.path());
            }
        }
        return Optional.empty();
    }

    private boolean add(String message, ProtoField field) {
        return fields.putIfAbsent(field.name(), field) == null
                && numbers.computeIfAbsent(message, _ -> new HashSet<>()).add(field.number());
    }

    private static Optional<String> twice(String what, String name) {
        return Optional.of("describes a " + what + " twice, or two with one number: " + ProtoNames.shown(name));
    }

    /** The field with this full name, if some set describes it. */
    Optional<ProtoField> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Makes the types of everything that was added. */
    GrpcTypes link(Map<String, Map<String, Action>> actions, String digest) {
        Map<String, MessageType> types = new HashMap<>();
        Map<String, List<MessageType.Numbered>> own = new HashMap<>();
        for (var name : messages.keySet()) {
            types.put(name, new MessageType(name));
            own.put(name, new ArrayList<>());
        }
        for (var message : messages.values()) {
            for (var field : message.fields()) {
                add(own.get(message.name()), field, types, actions);
            }
        }
        for (var extension : extensions) {
            add(own.get(extension.message()), extension.field(), types, actions);
        }
        types.forEach((name, type) -> type.complete(own.getOrDefault(name, List.of())));
        var called = methods.values().stream()
                .map(method -> new GrpcTypes.Method(
                        method.path(),
                        type(types, method.request(), method.path()),
                        type(types, method.response(), method.path())))
                .toList();
        return new GrpcTypes(called, digest);
    }

    /** Adds a field to those of its message; an extension of a message that no set describes is never met. */
    private void add(
            @Nullable List<MessageType.Numbered> own,
            ProtoField field,
            Map<String, MessageType> types,
            Map<String, Map<String, Action>> actions) {
        if (own == null) {
            return;
        }
        var message = holdsMessages(field) ? type(types, field.type(), field.name()) : null;
        var type = new FieldType(field.name(), field.kind(), message, actions.getOrDefault(field.name(), Map.of()));
        own.add(new MessageType.Numbered(field.number(), type));
    }

    private static boolean holdsMessages(ProtoField field) {
        return field.kind() == Kind.MESSAGE || field.kind() == Kind.GROUP;
    }

    private @Nullable MessageType type(Map<String, MessageType> types, String name, String user) {
        var type = types.get(name);
        if (type == null) {
            undescribed.putIfAbsent(name, user);
        }
        return type;
    }

    /** The names of messages that are used but not described, each with one that uses it; known once it is linked. */
    NavigableMap<String, String> undescribed() {
        return undescribed;
    }
}
