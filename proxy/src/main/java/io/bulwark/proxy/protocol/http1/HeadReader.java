package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * The reader of the lines of one head or trailer section, whatever pieces they come in.
 *
 * <p>Each byte is looked at once for the end of its line; the search finds bare CR, bare LF and control bytes on its way, so that
 * a line that is handed out holds none of them (a tab apart). All indexes count from the first byte of the head.
 */
final class HeadReader {
    enum Result {
        MORE,
        LINE,
        END,
        FAILED
    }

    private final int maxHead;
    private final int maxLine;
    private final HeadBuffer buffer = new HeadBuffer();
    private final ByteView bytes = new ByteView();

    /** Where this head's bytes begin in the present piece; negative by as much as earlier pieces held. */
    private int base;

    private int lineStart;
    private int lineEnd;
    private int scanned;
    private @Nullable HttpAnomaly anomaly;
    private long anomalyOffset;

    HeadReader(Limits limits) {
        maxHead = limits.maxHeadBytes();
        maxLine = limits.maxLineBytes();
    }

    /** A new head begins with the next bytes. */
    void begin() {
        buffer.clear();
        lineStart = 0;
        lineEnd = -2;
        scanned = 0;
    }

    /** The head goes on in {@code view} at {@code index}. */
    void feed(ByteView view, int index) {
        base = index - buffer.length();
        if (buffer.isEmpty()) {
            bytes.window(view, index, view.length() - index);
        } else {
            buffer.append(view, index, Math.min(view.length() - index, maxHead + 1 - buffer.length()));
            buffer.show(bytes);
        }
    }

    /** Keeps the bytes of an unfinished head, because the view that holds them is about to go. */
    void keep() {
        if (buffer.isEmpty() && bytes.length() > 0) {
            buffer.append(bytes, 0, bytes.length());
        }
    }

    /** The next line; {@link Result#END} is the empty line that ends the head. */
    Result next() {
        lineStart = lineEnd + 2;
        scanned = Math.max(scanned, lineStart);
        var lineLimit = lineStart + maxLine + 1;
        var limit = Math.min(lineLimit, maxHead);
        var to = Math.min(bytes.length(), limit);
        while (scanned < to) {
            var at = bytes.indexOfControl(scanned, to);
            if (at < 0) {
                scanned = to;
                break;
            }
            scanned = at;
            var value = bytes.get(at);
            if (value == '\r') {
                return lineEnding(at);
            }
            if (value != '\t') {
                return fail(value == '\n' ? HttpAnomaly.BARE_LF : HttpAnomaly.CONTROL_BYTE, at);
            }
            scanned = at + 1;
        }
        if (bytes.length() > limit) {
            return fail(limit == lineLimit ? HttpAnomaly.LONG_LINE : HttpAnomaly.LONG_HEAD, limit);
        }
        lineEnd = lineStart - 2;
        return Result.MORE;
    }

    private Result lineEnding(int at) {
        if (at + 1 >= maxHead) {
            return fail(HttpAnomaly.LONG_HEAD, at);
        }
        if (at + 1 >= bytes.length()) {
            lineEnd = lineStart - 2;
            return Result.MORE;
        }
        if (bytes.get(at + 1) != '\n') {
            return fail(HttpAnomaly.BARE_CR, at);
        }
        lineEnd = at;
        return at == lineStart ? Result.END : Result.LINE;
    }

    private Result fail(HttpAnomaly found, int index) {
        anomaly = found;
        anomalyOffset = bytes.offset() + index;
        return Result.FAILED;
    }

    @Nullable
    HttpAnomaly anomaly() {
        return anomaly;
    }

    long anomalyOffset() {
        return anomalyOffset;
    }

    /** The head so far; valid until the next piece. */
    ByteView bytes() {
        return bytes;
    }

    int lineStart() {
        return lineStart;
    }

    int lineEnd() {
        return lineEnd;
    }

    /** Where the present line begins in its stream. */
    long lineOffset() {
        return bytes.offset() + lineStart;
    }

    /** After {@link Result#END}: the index in the present piece of the first byte behind the head. */
    int endInView() {
        return base + lineEnd + 2;
    }
}
