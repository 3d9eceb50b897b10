package io.bulwark.policy.descriptor;

import java.util.List;

/**
 * What one {@code .proto} file declares.
 *
 * @param name the file's path as imports have it; may hold any bytes
 */
public record ProtoFile(
        String name, List<ProtoMessage> messages, List<ProtoExtension> extensions, List<ProtoMethod> methods) {
    public ProtoFile {
        messages = List.copyOf(messages);
        extensions = List.copyOf(extensions);
        methods = List.copyOf(methods);
    }
}
