package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.MessageType;
import io.bulwark.proxy.inspect.protobuf.ProtobufWalk;
import io.bulwark.proxy.inspect.protobuf.Strings;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** Matches the strings of one protobuf message that lies whole in memory. One a workbench. */
final class MessageReader implements Strings, Place {
    /*
     * What is no protobuf is one string. A message of more strings than are worth a look each is matched as one string too.
     * What is read twice counts only once towards thresholds.
     */
    private final WholeReader whole;
    private final Scope none = new Scope();
    private final ProtobufWalk walk = new ProtobufWalk();
    private Scope scope = none;
    private Field field = Field.GRPC_STRING;

    MessageReader(WholeReader whole) {
        this.whole = whole;
    }

    /** The field whose values are the strings of a message in this body. */
    static Field strings(Field body) {
        return body == Field.HTTP_RESPONSE_BODY ? Field.GRPC_RESPONSE_STRING : Field.GRPC_STRING;
    }

    /** Reads a message of a body; false when the matcher failed. */
    boolean read(Scope scope, Field body, @Nullable MessageType type, long address, int length) {
        this.scope = scope;
        field = strings(body);
        scope.place(this);
        var walked = walk.walk(type, address, length, this);
        scope.place(null);
        var good = switch (walked) {
            case COMPLETE -> true;
            case FAILED -> false;
            case CROWDED -> all(Decoding.of(field), address, length, false);
            case NO_MESSAGE ->
                all(isJson(address, length) ? Decoding.JSON : Decoding.of(field), address, length, false);
        };
        this.scope = none;
        return good;
    }

    private boolean all(Decoding decoding, long address, int length, boolean again) {
        scope.beginValue(field);
        return whole.read(scope, decoding, address, length, again);
    }

    private static boolean isJson(long address, int length) {
        var first = length == 0 ? 0 : NativeBytes.get(address);
        return first == '{' || first == '[';
    }

    @Override
    public boolean string(long address, int length, boolean again) {
        return all(Decoding.of(field), address, length, again);
    }

    @Override
    public String name() {
        return walk.path();
    }

    @Override
    public @Nullable Action action(String group) {
        var type = walk.field();
        return type == null ? null : type.action(group);
    }
}
