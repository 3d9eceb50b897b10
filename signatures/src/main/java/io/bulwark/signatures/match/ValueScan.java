package io.bulwark.signatures.match;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.View;
import io.bulwark.signatures.view.PercentView;

/** Reads whole values: as they came and, where that differs, decoded; confirms and counts. Owned by one thread. */
public final class ValueScan implements AutoCloseable {
    private static final FindingSink NOWHERE = (_, _, _) -> {};

    private final Matcher matcher;
    private final Scanner scanner;
    private final Tally tally;
    private final Confirmation confirmation = new Confirmation();
    private final PercentView percent = new PercentView();
    private final MatchSink candidates = new Candidates();

    private View view = View.RAW;
    private long address;
    private int length;
    private FindingSink sink = NOWHERE;

    /** The scanner and the tally stay the caller's; the tally may be shared with the streams of the same message. */
    public ValueScan(Matcher matcher, Scanner scanner, Tally tally) {
        this.matcher = matcher;
        this.scanner = scanner;
        this.tally = tally;
    }

    /** Reads a value in place; false when it was not read in every view. */
    public boolean scan(Field field, long valueAddress, int valueLength, FindingSink findings) {
        if (!matcher.reads(field) || valueLength == 0) {
            return true;
        }
        sink = findings;
        tally.beginValue();
        boolean good = scan(field, View.RAW, valueAddress, valueLength);
        int decoded = percent.whole(valueAddress, valueLength);
        if (percent.changed()) {
            good &= scan(field, View.PERCENT, percent.address(), decoded);
        }
        sink = NOWHERE;
        return good;
    }

    private boolean scan(Field field, View of, long at, int count) {
        view = of;
        address = at;
        length = count;
        return scanner.scan(field, at, count, candidates);
    }

    @Override
    public void close() {
        percent.close();
    }

    private final class Candidates implements MatchSink {
        @Override
        public void match(int signatureIndex, long endOffset) {
            var signature = matcher.signatures().get(signatureIndex);
            if (confirmation.inValue(signature, view, address, length, endOffset)
                    && tally.add(view, signatureIndex, endOffset)) {
                sink.finding(signatureIndex, view, endOffset);
            }
        }

        @Override
        public void overflow(int signatureIndex) {
            sink.overflow(signatureIndex);
        }
    }
}
