package io.bulwark.signatures.match;

import io.bulwark.signatures.View;

/** Counts confirmed matches against the signatures' thresholds over one message, each view by itself. */
public final class Tally {
    /*
     * The engine reports every end of a match, so one long match can be reported many times. Matches that don't
     * overlap end at least the pattern's smallest width apart; closer ones within a value count once. Nothing is
     * cleared between messages: a count is good only if it carries the number of the message.
     */
    private final Matcher matcher;
    private final Counts[] views = new Counts[View.values().length];
    private long message = 1;
    private long value = 1;

    public Tally(Matcher matcher) {
        this.matcher = matcher;
        int signatures = matcher.signatures().size();
        for (int i = 0; i < views.length; i++) {
            views[i] =
                    new Counts(new long[signatures], new int[signatures], new long[signatures], new long[signatures]);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Counts(long[] messages, int[] counts, long[] values, long[] ends) {}

    /** Starts a message: every count is zero. */
    public void beginMessage() {
        message++;
        value++;
    }

    /** Starts another value of the message, whose offsets count from zero. */
    public void beginValue() {
        value++;
    }

    /** Takes a confirmed match; whether it is the one that reaches the signature's threshold in this view. */
    public boolean add(View view, int signatureIndex, long endOffset) {
        int threshold = matcher.signatures().get(signatureIndex).threshold();
        var seen = views[view == View.RAW ? 0 : 1];
        if (seen.messages[signatureIndex] != message) {
            seen.messages[signatureIndex] = message;
            seen.counts[signatureIndex] = 0;
            seen.values[signatureIndex] = 0;
        }
        long apart = endOffset - seen.ends[signatureIndex];
        if (seen.values[signatureIndex] == value && apart < matcher.minimumWidth(signatureIndex)) {
            return false;
        }
        seen.values[signatureIndex] = value;
        seen.ends[signatureIndex] = endOffset;
        return ++seen.counts[signatureIndex] == threshold;
    }
}
