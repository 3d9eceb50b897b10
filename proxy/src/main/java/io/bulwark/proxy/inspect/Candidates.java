package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.Trouble;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.match.Confirmation;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.memory.NativeBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Takes the engine's candidates, confirms them, and adds what holds to the evidence of a message. One a workbench. */
final class Candidates implements MatchSink {
    /** How many bytes before the end of a match are looked at again. */
    static final int WINDOW = Confirmation.WINDOW;

    private static final byte[] NO_TAIL = new byte[WINDOW];
    private static final Set<String> SECRET_GROUPS = Set.of("dlp", "auth");

    private final List<Signature> signatures;
    private final boolean[] binary;
    private final Confirmation confirmation = new Confirmation();
    private final byte[] window = new byte[WINDOW];

    /* What is being scanned now; set by whoever scans, good for that one scan. */
    private final Scope none = new Scope();
    private Scope scope = none;
    private Reading reading = Reading.RAW;
    private byte[] tail = NO_TAIL;
    private int tailLength;
    private long address;
    private int length;
    private long offset;
    private boolean whole;

    Candidates(Matcher matcher) {
        signatures = matcher.signatures();
        binary = new boolean[signatures.size()];
        for (var index = 0; index < binary.length; index++) {
            binary[index] = signatures.get(index).isBinary();
        }
    }

    /** The next scan is of a whole value. */
    void whole(Scope scope, Reading reading, long address, int length) {
        piece(scope, reading, NO_TAIL, 0, address, length, 0);
        whole = true;
    }

    /** The next scan is of a piece, which begins at {@code offset} of its value after the bytes in {@code tail}. */
    @SuppressWarnings("TooManyParameters")
    void piece(Scope scope, Reading reading, byte[] tail, int tailLength, long address, int length, long offset) {
        this.scope = scope;
        this.reading = reading;
        this.tail = tail;
        this.tailLength = tailLength;
        this.address = address;
        this.length = length;
        this.offset = offset;
        whole = false;
    }

    /** Whether this signature looks for bytes that no text has. */
    boolean isBinary(int signatureIndex) {
        return binary[signatureIndex];
    }

    /** Whether a match of this signature in the value that the scope reads would be a finding that is not there yet. */
    boolean isNews(Scope of, int signatureIndex) {
        var action = of.action(signatureIndex, signatures.get(signatureIndex).group());
        return action != Action.OFF && !of.evidence().has(signatureIndex, of.field(), action);
    }

    @Override
    public void match(int signatureIndex, long endOffset) {
        if (!isNews(scope, signatureIndex)) {
            countAgain(signatureIndex, endOffset);
            return;
        }
        var signature = signatures.get(signatureIndex);
        var action = scope.action(signatureIndex, signature.group());
        var count = fillWindow(endOffset);
        var view = reading.view();
        var confirmed = whole
                ? confirmation.inValue(signature, view, address, length, endOffset)
                : confirmation.inTail(signature, view, window, 0, count);
        if (confirmed && reachesThreshold(signature, signatureIndex, endOffset)) {
            var snippet = snippet(signature, endOffset, count);
            var field = scope.field();
            scope.evidence()
                    .add(new Finding(signatureIndex, signature, action, field, endOffset, snippet, scope.placeName()));
        }
    }

    /** Events of results say how many values matched. */
    private void countAgain(int signatureIndex, long endOffset) {
        if (scope.field() != Field.MYSQL_RESULT || (whole && !reading.counts())) {
            return;
        }
        var signature = signatures.get(signatureIndex);
        var count = fillWindow(endOffset);
        var confirmed = whole
                ? confirmation.inValue(signature, reading.view(), address, length, endOffset)
                : confirmation.inTail(signature, reading.view(), window, 0, count);
        if (confirmed) {
            scope.evidence().again(signatureIndex, endOffset);
        }
    }

    @Override
    public void overflow(int signatureIndex) {
        if (isNews(scope, signatureIndex)) {
            scope.evidence().note(Trouble.LIMIT_EXCEEDED, "match-reports", offset);
        }
    }

    private boolean reachesThreshold(Signature signature, int signatureIndex, long endOffset) {
        if (signature.threshold() == 1) {
            return true;
        }
        return reading.counts() && scope.tally().add(reading.counter(), signatureIndex, endOffset);
    }

    /** Brings the last bytes before the end of a match into the window and says how many there are. */
    private int fillWindow(long endOffset) {
        var inPiece = endOffset - offset;
        var fromPiece = Math.clamp(inPiece, 0, Math.min(WINDOW, length));
        var tailEnd = tailLength + (int) Math.min(0, inPiece);
        var fromTail = Math.clamp(tailEnd, 0, WINDOW - fromPiece);
        System.arraycopy(tail, Math.max(0, tailEnd) - fromTail, window, 0, fromTail);
        NativeBytes.copy(address + Math.clamp(inPiece, 0, length) - fromPiece, window, fromTail, fromPiece);
        return fromTail + fromPiece;
    }

    private String snippet(Signature signature, long endOffset, int count) {
        var from = 0;
        if (scope.field() == Field.HTTP_HEADER || scope.field() == Field.HTTP_RESPONSE_HEADER) {
            if (Mask.isSecretHeader(headerName(endOffset))) {
                return Mask.ALL;
            }
            from = lineStart(count);
        }
        if (SECRET_GROUPS.contains(signature.group())) {
            return Mask.leak(window, from, count);
        }
        return Mask.attack(window, from, count, from == 0 && endOffset > count);
    }

    /** The start of the line on which the window ends; the last byte may be its line feed. */
    private int lineStart(int count) {
        for (var index = count - 2; index >= 0; index--) {
            if (window[index] == '\n') {
                return index + 1;
            }
        }
        return 0;
    }

    /** The name of the header in which a match of a whole header block ends. */
    private String headerName(long endOffset) {
        var start = endOffset - 1;
        while (start > 0 && NativeBytes.get(address + start - 1) != '\n') {
            start--;
        }
        var name = new byte[WINDOW];
        var count = 0;
        while (count < WINDOW && start + count < length) {
            var octet = NativeBytes.get(address + start + count);
            if (octet == ':' || octet == '\n') {
                break;
            }
            name[count++] = octet;
        }
        return new String(name, 0, count, StandardCharsets.ISO_8859_1);
    }
}
