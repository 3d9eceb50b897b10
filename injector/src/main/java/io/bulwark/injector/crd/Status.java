package io.bulwark.injector.crd;

import io.bulwark.policy.schema.Shape;
import io.bulwark.policy.schema.Shape.Field;
import io.bulwark.policy.schema.Shape.Listing;
import io.bulwark.policy.schema.Shape.Mapping;
import io.bulwark.policy.schema.Shape.Moment;
import io.bulwark.policy.schema.Shape.Text;
import io.bulwark.policy.schema.Shape.Whole;
import io.bulwark.policy.schema.Shape.Word;
import java.util.ArrayList;
import java.util.List;

/** The forms of what the control plane says of objects. */
final class Status {

    private static final Whole COUNT = new Whole(0, Long.MAX_VALUE);
    private static final Shape.Fraction CHANCE = new Shape.Fraction(0, 1);
    private static final Word MODE = new Word(List.of("Learn", "Monitor", "Enforce"));
    private static final Field GENERATION =
            Field.of("observedGeneration", COUNT, "The generation of the spec that all of this is about.");

    private Status() {}

    static Mapping allowlist() {
        return with(
                Field.of("pods", pods(), "How far the Pods are that it is for."),
                Field.of("rules", COUNT, "How many rules it has."),
                Field.of(
                        "readiness",
                        Text.of(0, 64),
                        "The chance that the next call that is meant to be is of a known kind, at least."),
                Field.of("blockedLastDay", COUNT, "Calls that its Pods have refused in the last 24 hours."),
                Field.of("mode", MODE, "How far it is carried out, where it goes there by itself."));
    }

    static Mapping inspection() {
        return with(Field.of("pods", pods(), "How far the Pods are that it is for."));
    }

    static Mapping profile() {
        return with(
                Field.of(
                        "phase",
                        new Word(List.of("Ready", "Partial", "TooLarge")),
                        "Ready: all replicas are in it. Partial: some were not heard. TooLarge: it was cut."),
                Field.of("calls", COUNT, "How many calls it rests on."),
                Field.of("rules", COUNT, "How many rules would allow what was seen."),
                Field.of("unseen", CHANCE, "The chance that the next call would be new."),
                Field.of("unseenAtLeast", CHANCE, "The chance is at least this, with 95 % confidence."),
                Field.of("unseenAtMost", CHANCE, "The chance is at most this, with 95 % confidence."),
                Field.of("hoursOfWeek", new Whole(0, 168), "How many of the 168 hours of a week were seen."),
                Field.of("bytes", COUNT, "How large it is."),
                Field.of("mode", MODE, "How far what was learned is carried out, where it goes there by itself."),
                Field.of("modeSince", new Moment(), "Since when."),
                Field.of("modeReason", Text.of(0, 1024), "Why it goes no further, or why it went there."),
                Field.of("first", new Moment(), "When the first call was seen."),
                Field.of("last", new Moment(), "When the last call was seen."));
    }

    private static Mapping pods() {
        return Mapping.of(
                Field.of("total", COUNT, "Pods with a sidecar that it is for, and that run."),
                Field.of("acked", COUNT, "Those whose proxy has this generation in force."),
                Field.of("nacked", COUNT, "Those whose proxy has refused it."),
                Field.of("stale", COUNT, "Those whose proxy has had no connection for a minute."));
    }

    private static Mapping with(Field... keys) {
        var all = new ArrayList<>(List.of(keys));
        all.add(GENERATION);
        all.add(Field.of("conditions", conditions(), "What is true of it now."));
        return new Mapping(all, false, List.of());
    }

    private static Listing conditions() {
        var condition = Mapping.of(
                Field.of("type", new Text(1, 316, ""), "What is or is not.").must(),
                Field.of("status", new Word(List.of("True", "False", "Unknown")), "Whether it is.")
                        .must(),
                Field.of("reason", new Text(1, 1024, "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?"), "Why, as one word.")
                        .must(),
                Field.of("message", Text.of(0, 32_768), "Why, in words.").must(),
                Field.of("lastTransitionTime", new Moment(), "Since when.").must(),
                Field.of("observedGeneration", COUNT, "The generation that it is about."));
        return new Listing(0, 16, "type", condition);
    }
}
