package io.bulwark.proxy.protocol;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A judge that writes down what it is shown, denies messages with a given word in them, and insists on the order of calls.
 *
 * <p>Pieces of a field are written as one, and rulings between them only when they deny: both depend on how bytes arrive.
 */
public final class FakeJudge implements Judge {
    private final List<String> words;
    private final Set<Trouble> forwarded;
    private final Set<Field> deniable;
    private final List<String> events;
    private final StringBuilder message = new StringBuilder();
    private final StringBuilder open = new StringBuilder();
    private @Nullable String openField;
    private long rows;
    private boolean begun;
    private boolean denied;
    private int sightings;

    public FakeJudge(List<String> words, Set<Trouble> forwarded, Set<Field> deniable) {
        this(words, forwarded, deniable, new ArrayList<>());
    }

    private FakeJudge(List<String> words, Set<Trouble> forwarded, Set<Field> deniable, List<String> events) {
        this.events = events;
        this.words = words;
        this.forwarded = forwarded;
        this.deniable = deniable;
    }

    /** A judge of another stream, which writes into the same events. */
    public FakeJudge sibling() {
        return new FakeJudge(words, forwarded, deniable, events);
    }

    /** What was seen, one line an event. */
    public List<String> events() {
        return events;
    }

    @Override
    public void begin(Operation operation) {
        require(!begun, "begin inside a message");
        begun = true;
        denied = false;
        message.setLength(0);
        events.add("begin " + text(operation));
    }

    private static String text(Operation operation) {
        var out = new StringBuilder(operation.protocol());
        for (var part = 0; part < operation.parts(); part++) {
            out.append(part == 0 ? " " : " + ")
                    .append(text(operation.verb(part)))
                    .append(' ')
                    .append(text(operation.resource(part)));
        }
        return out.toString();
    }

    private static String text(Bytes bytes) {
        var out = new byte[bytes.length()];
        for (var index = 0; index < out.length; index++) {
            out[index] = bytes.get(index);
        }
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void field(Field field, ByteView bytes) {
        require(begun && openField == null, "field outside a message or inside another one");
        message.append('\0').append(text(bytes));
        events.add("field " + field.id() + " " + text(bytes));
    }

    @Override
    public void open(Field field, Coding coding, Media media) {
        require(begun && openField == null, "open outside a message or inside another field");
        openField = "body " + field.id() + " " + coding + " " + media;
        message.append('\0');
        open.setLength(0);
    }

    @Override
    public void chunk(ByteView bytes) {
        require(openField != null, "chunk outside a field");
        message.append(text(bytes));
        open.append(text(bytes));
    }

    @Override
    public void close() {
        require(openField != null, "close outside a field");
        events.add(openField + " " + open);
        openField = null;
    }

    @Override
    public Ruling decide(Operation operation) {
        require(begun, "decide outside a message");
        denied |= words.stream().anyMatch(word -> message.indexOf(word) >= 0);
        if (denied || openField == null) {
            events.add((denied ? "deny " : "forward ") + text(operation));
        }
        return denied ? new Ruling.Deny(new Denial.BySignature("word-rule")) : Ruling.FORWARD;
    }

    @Override
    public Ruling decideEarly() {
        require(begun, "decideEarly outside a message");
        if (words.stream().anyMatch(word -> message.indexOf(word) >= 0)) {
            denied = true;
            events.add("deny early");
        }
        return denied ? new Ruling.Deny(new Denial.BySignature("word-rule")) : Ruling.FORWARD;
    }

    @Override
    public void rows(long count) {
        rows = count;
    }

    @Override
    public void failedLogin(Operation operation) {
        require(begun, "failedLogin outside a message");
        events.add("failed login");
    }

    /** May come when there is nothing to end, as the relay does at the end of a flow. */
    @Override
    public void end() {
        if (begun) {
            if (rows > 0) {
                events.add(rows + " rows");
                rows = 0;
            }
            events.add(openField == null ? "end" : "end early");
        }
        begun = false;
        openField = null;
    }

    @Override
    public Ruling trouble(Trouble trouble, String what, long offset) {
        var forward = forwarded.contains(trouble);
        events.add("trouble " + trouble + " " + what + " at " + offset + (forward ? " forwarded" : " denied"));
        return forward ? Ruling.FORWARD : new Ruling.Deny(new Denial.ByTrouble(trouble, what));
    }

    @Override
    public int sighting() {
        return ++sightings;
    }

    @Override
    public void outcome(int sighting, boolean succeeded) {
        events.add("outcome " + sighting + (succeeded ? " succeeded" : " failed")
                + (begun || rows == 0 ? "" : " with " + rows + " rows"));
        rows = begun ? rows : 0;
    }

    @Override
    public boolean mayDeny(Field field) {
        return deniable.contains(field);
    }

    private static void require(boolean right, String wrong) {
        if (!right) {
            throw new AssertionError(wrong);
        }
    }
}
