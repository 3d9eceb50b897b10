package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.MessageType;
import io.bulwark.proxy.inspect.protobuf.ProtobufWalk;
import io.bulwark.proxy.inspect.protobuf.Strings;
import io.bulwark.proxy.inspect.protobuf.Utf8;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** Matches the strings of one protobuf message that lies whole in memory. One a workbench. */
final class MessageReader implements Strings, Place, MatchSink {
    /*
     * What is no protobuf is one string. A message of more strings than are worth a look each is matched as one string too.
     * What is read twice counts only once towards thresholds.
     *
     * A value that was guessed to be a message is looked at as a whole, and nearly always that is all. If something matches, the
     * runs of text in it are read one by one: a match across binary bytes is one of two strings that do not belong together.
     * Even in a run of text two strings may meet, where a tag and a length happen to be letters. So what is found there is
     * reported, and denies nothing.
     */
    private final WholeReader whole;
    private final Scope none = new Scope();
    private final ProtobufWalk walk = new ProtobufWalk();
    private Scope scope = none;
    private Field field = Field.GRPC_STRING;
    private boolean suspicious;
    private boolean guessing;

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
    public boolean message(long address, int length) {
        suspicious = whole.encoded(Decoding.of(field), address, length);
        if (!suspicious && !whole.look(field, address, length, this)) {
            return false;
        }
        var good = true;
        var end = address + length;
        guessing = true;
        for (var at = address; suspicious && good && at < end; at++) {
            var to = Utf8.textEnd(at, end);
            good = to - at < ProtobufWalk.MIN_BYTES || string(at, (int) (to - at), true);
            at = to;
        }
        guessing = false;
        return good;
    }

    @Override
    public void match(int signatureIndex, long endOffset) {
        suspicious = true;
    }

    @Override
    public String name() {
        return walk.path();
    }

    @Override
    public boolean guessed() {
        return guessing;
    }

    @Override
    public @Nullable Action action(String group) {
        var type = walk.field();
        return type == null ? null : type.action(group);
    }
}
