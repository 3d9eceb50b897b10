package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.Tally;
import org.jspecify.annotations.Nullable;

/** Whose field is being read: where findings go and what the policy says to them. One for each judge, set again and again. */
final class Scope {
    private final Evidence evidence = new Evidence();
    private Field field = Field.STREAM_CLIENT;
    private @Nullable Workbench bench;
    private @Nullable Stance stance;
    private @Nullable Tally tally;
    private @Nullable Place place;

    /** A message begins. */
    void begin(Workbench bench, Stance stance) {
        this.bench = bench;
        this.stance = stance;
        evidence.clear();
    }

    /** A value begins, whose offsets count from zero. */
    void beginValue(Field field) {
        this.field = field;
        if (tally != null) {
            tally.beginValue();
        }
    }

    /** Where the values that are read now stand in their message; null when nobody knows. */
    void place(@Nullable Place newPlace) {
        place = newPlace;
    }

    /** What events call the place of the value that is read now; empty when nobody knows. */
    String placeName() {
        return place == null ? "" : place.name();
    }

    /** What policy says of a finding of this signature in the value that is read now. */
    Action action(int signatureIndex, String group) {
        var anywhere = stance().action(signatureIndex);
        return place == null ? anywhere : place.action(signatureIndex, group, anywhere);
    }

    /** Another field was read while this one was open; its value goes on. */
    void resume(Field field) {
        this.field = field;
    }

    /** The message is over. */
    void end() {
        if (tally != null && bench != null) {
            bench.tallies().giveBack(tally);
            tally = null;
        }
        evidence.clear();
    }

    Evidence evidence() {
        return evidence;
    }

    Field field() {
        return field;
    }

    Stance stance() {
        return required(stance);
    }

    /** What counts the matches of this message for signatures with a threshold; borrowed when first needed. */
    Tally tally() {
        if (tally == null) {
            tally = required(bench).tallies().borrow();
            tally.beginMessage();
        }
        return tally;
    }

    /** A decoded reading of the value at hand begins: so far it is the same as the raw one. */
    void decodeFromHere() {
        if (tally != null) {
            tally.decodeFromHere();
        }
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no message has begun");
        }
        return value;
    }
}
