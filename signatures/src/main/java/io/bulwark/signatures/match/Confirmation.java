package io.bulwark.signatures.match;

import io.bulwark.signatures.Signature;
import io.bulwark.signatures.View;
import io.bulwark.signatures.memory.NativeBytes;
import io.bulwark.signatures.validate.Validator;

/** The exact second look at a candidate: does the signature read this view, this header, and does the number hold? */
public final class Confirmation {
    /** How many bytes before a candidate's end suffice in {@link #inTail}. */
    public static final int WINDOW = Validator.MAX_WINDOW;

    private final byte[] window = new byte[WINDOW];

    /** Whether a candidate that ended at this offset of a value which is held whole is a match. */
    public boolean inValue(Signature signature, View view, long address, int length, long endOffset) {
        if (!signature.reads(view) || endOffset < 0 || endOffset > length) {
            return false;
        }
        if (!signature.headers().isEmpty() && !inNamedHeader(signature, address, endOffset)) {
            return false;
        }
        if (signature.validator() == Validator.NONE) {
            return true;
        }
        int count = (int) Math.min(endOffset, WINDOW);
        NativeBytes.copy(address + endOffset - count, window, 0, count);
        return signature.validator().valid(window, 0, count);
    }

    /** Whether a candidate in a streamed value is a match; the last bytes up to its end are in {@code tail}. */
    public boolean inTail(Signature signature, View view, byte[] tail, int from, int to) {
        /* Headers are held whole, so a signature that names some never reads a streamed field. */
        return signature.reads(view)
                && signature.headers().isEmpty()
                && signature.validator().valid(tail, from, to);
    }

    private static boolean inNamedHeader(Signature signature, long address, long endOffset) {
        if (endOffset == 0) {
            return false;
        }
        long start = lineStart(address, endOffset - 1);
        while (start > 0 && isBlank(NativeBytes.get(address + start))) {
            /* A folded line belongs to the header above it. */
            start = lineStart(address, start - 1);
        }
        for (var header : signature.headers()) {
            if (isNamed(address + start, address + endOffset, header)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /* The start of the line that the byte at this offset is on; a line feed is the last byte of its line. */
    private static long lineStart(long address, long offset) {
        long start = offset;
        while (start > 0 && NativeBytes.get(address + start - 1) != '\n') {
            start--;
        }
        return start;
    }

    private static boolean isNamed(long line, long end, String name) {
        if (end - line <= name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            byte b = NativeBytes.get(line + i);
            int lower = b >= 'A' && b <= 'Z' ? b + 32 : b;
            if (lower != name.charAt(i)) {
                return false;
            }
        }
        return NativeBytes.get(line + name.length()) == ':';
    }
}
