package io.bulwark.policy;

import io.bulwark.policy.descriptor.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field of a message as a descriptor set describes it, and what policy says of findings in it. Immutable. */
public final class FieldType {

    private final String name;
    private final Kind kind;
    private final @Nullable MessageType message;
    private final Map<String, Action> actions;

    FieldType(String name, Kind kind, @Nullable MessageType message, Map<String, Action> actions) {
        this.name = name;
        this.kind = kind;
        this.message = message;
        this.actions = Map.copyOf(actions);
    }

    /** The full name, such as {@code orders.v1.Order.card_number}. */
    public String name() {
        return name;
    }

    /** How its values look on the wire. */
    public Kind kind() {
        return kind;
    }

    /** What its values are; null for a field without messages, and when no descriptor set describes them. */
    public @Nullable MessageType message() {
        return message;
    }

    /** What a finding of the signature group leads to in this field; null when the field is like any other. */
    public @Nullable Action action(String signatureGroup) {
        return actions.get(signatureGroup);
    }

    @Override
    public String toString() {
        return name;
    }
}
