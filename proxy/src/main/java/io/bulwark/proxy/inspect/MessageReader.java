package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.MessageType;
import io.bulwark.policy.descriptor.Kind;
import io.bulwark.proxy.inspect.protobuf.ProtobufWalk;
import io.bulwark.proxy.inspect.protobuf.Strings;
import io.bulwark.proxy.inspect.protobuf.Text;
import io.bulwark.proxy.inspect.protobuf.Walked;
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
     * Many values are no text: keys, digests, pictures. In enough of them every short pattern turns up, so a signature of text
     * counts only in the runs of text in such a value. Whether a value is binary is asked when something matched in it, and
     * then its runs are read one by one; signatures that look for binary bytes hold as they are.
     *
     * A value that was guessed to be a message is looked at as a whole, and its runs are read if something matches. There two
     * strings may meet, where a tag and a length happen to be letters. So what is found there is reported, and denies nothing.
     */
    private static final int MIN_RUN = 8;

    /** How the value at hand is read. */
    private enum Way {
        /** As it is. */
        WHOLE,
        /** Run by run, because it is binary. */
        RUNS,
        /** Run by run, because it may have been a string. */
        GUESS
    }

    private final WholeReader whole;
    private final Candidates candidates;
    private final Scope none = new Scope();
    private final ProtobufWalk walk = new ProtobufWalk();
    private Scope scope = none;
    private Field field = Field.GRPC_STRING;
    private Way way = Way.WHOLE;
    private long address;
    private int length;
    private boolean placed;
    private boolean suspicious;
    private boolean textAsked;
    private boolean text;

    MessageReader(WholeReader whole, Candidates candidates) {
        this.whole = whole;
        this.candidates = candidates;
    }

    /** The field whose values are the strings of a message in this body. */
    static Field strings(Field body) {
        return body == Field.HTTP_RESPONSE_BODY ? Field.GRPC_RESPONSE_STRING : Field.GRPC_STRING;
    }

    /** Reads a message of a body; false when the matcher failed. */
    boolean read(Scope of, Field body, @Nullable MessageType type, long from, int count) {
        scope = of;
        field = strings(body);
        scope.place(this);
        placed = true;
        var walked = walk.walk(type, from, count, this);
        placed = false;
        var good = walked != Walked.FAILED;
        if (walked == Walked.CROWDED || walked == Walked.NO_MESSAGE) {
            good = value(isJson(from, count) ? Decoding.JSON : Decoding.of(field), from, count, false);
        }
        scope.place(null);
        scope = none;
        return good;
    }

    private static boolean isJson(long address, int length) {
        var first = length == 0 ? 0 : NativeBytes.get(address);
        return first == '{' || first == '[';
    }

    @Override
    public boolean string(long from, int count, boolean again) {
        return value(Decoding.of(field), from, count, again);
    }

    private boolean value(Decoding decoding, long from, int count, boolean again) {
        scope.beginValue(field);
        way = Way.WHOLE;
        address = from;
        length = count;
        suspicious = false;
        textAsked = false;
        var good = whole.read(scope, decoding, from, count, again);
        return good && (!suspicious || runs(Way.RUNS, again));
    }

    @Override
    public boolean message(long from, int count) {
        scope.beginValue(field);
        way = Way.GUESS;
        address = from;
        length = count;
        suspicious = whole.encoded(Decoding.of(field), from, count);
        var good = suspicious || whole.look(field, from, count, this);
        return good && (!suspicious || runs(Way.GUESS, true));
    }

    /** Reads the runs of text in the value at hand. */
    private boolean runs(Way newWay, boolean again) {
        way = newWay;
        var good = true;
        var end = address + length;
        for (var at = address; good && at < end; at++) {
            var to = Text.end(at, end);
            if (to - at >= MIN_RUN) {
                scope.beginValue(field);
                good = whole.read(scope, Decoding.of(field), at, (int) (to - at), again);
            }
            at = to;
        }
        return good;
    }

    @Override
    public void match(int signatureIndex, long endOffset) {
        suspicious |= candidates.isNews(scope, signatureIndex);
    }

    @Override
    public String name() {
        return placed ? walk.path() : "";
    }

    @Override
    public Action action(int signatureIndex, String group, Action otherwise) {
        var type = placed ? walk.field() : null;
        var there = type == null ? null : type.action(group);
        var action = there == null ? otherwise : there;
        return switch (way) {
            case RUNS -> action;
            case GUESS -> action == Action.BLOCK ? Action.REPORT : action;
            case WHOLE -> {
                var holds =
                        candidates.isBinary(signatureIndex) || (type != null && type.kind() == Kind.STRING) || isText();
                suspicious |= !holds && action != Action.OFF;
                yield holds ? action : Action.OFF;
            }
        };
    }

    private boolean isText() {
        if (!textAsked) {
            textAsked = true;
            text = Text.isMost(address, address + length);
        }
        return text;
    }
}
