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
            views[i] = new Counts(
                    new long[signatures],
                    new int[signatures],
                    new long[signatures],
                    new int[signatures],
                    new long[signatures]);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Counts(long[] messages, int[] counts, long[] values, int[] inValue, long[] ends) {
        /** Forgets what was counted for other messages. */
        void take(int signatureIndex, long message) {
            if (messages[signatureIndex] != message) {
                messages[signatureIndex] = message;
                counts[signatureIndex] = 0;
                values[signatureIndex] = 0;
            }
        }

        boolean saw(int signatureIndex, long value) {
            return values[signatureIndex] == value;
        }
    }

    /** Starts a message: every count is zero. */
    public void beginMessage() {
        message++;
        value++;
    }

    /** Starts another value of the message, whose offsets count from zero. */
    public void beginValue() {
        value++;
    }

    /**
     * Has the decoded view of the present value begin where its raw view stands: up to here both are the same. No threshold
     * is reached by this; if one was, the raw view has told.
     */
    public void decodeFromHere() {
        var raw = of(View.RAW);
        var decoded = of(View.PERCENT);
        for (int i = 0; i < raw.values.length; i++) {
            if (raw.saw(i, value)) {
                decoded.take(i, message);
                int most = matcher.signatures().get(i).threshold() - 1;
                decoded.counts[i] = Math.max(decoded.counts[i], Math.min(most, decoded.counts[i] + raw.inValue[i]));
                decoded.values[i] = value;
                decoded.inValue[i] = raw.inValue[i];
                decoded.ends[i] = raw.ends[i];
            }
        }
    }

    private Counts of(View view) {
        return views[view == View.RAW ? 0 : 1];
    }

    /** Takes a confirmed match; whether it is the one that reaches the signature's threshold in this view. */
    public boolean add(View view, int signatureIndex, long endOffset) {
        int threshold = matcher.signatures().get(signatureIndex).threshold();
        var seen = of(view);
        seen.take(signatureIndex, message);
        boolean goesOn = seen.saw(signatureIndex, value);
        long apart = endOffset - seen.ends[signatureIndex];
        if (goesOn && apart < matcher.minimumWidth(signatureIndex)) {
            return false;
        }
        seen.values[signatureIndex] = value;
        seen.inValue[signatureIndex] = goesOn ? seen.inValue[signatureIndex] + 1 : 1;
        seen.ends[signatureIndex] = endOffset;
        return ++seen.counts[signatureIndex] == threshold;
    }
}
