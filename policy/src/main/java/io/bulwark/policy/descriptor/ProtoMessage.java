package io.bulwark.policy.descriptor;

import java.util.List;

/**
 * A message; messages that are declared inside it stand on their own.
 *
 * @param name its full name
 */
public record ProtoMessage(String name, List<ProtoField> fields) {
    public ProtoMessage {
        fields = List.copyOf(fields);
    }
}
