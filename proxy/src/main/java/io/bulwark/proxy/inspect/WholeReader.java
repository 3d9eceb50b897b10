package io.bulwark.proxy.inspect;

import io.bulwark.policy.Trouble;
import io.bulwark.proxy.inspect.normalize.JsonUnescape;
import io.bulwark.proxy.inspect.normalize.Unescape;
import io.bulwark.proxy.inspect.normalize.XmlUnescape;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.memory.NativeBuffer;
import io.bulwark.signatures.memory.NativeBytes;
import io.bulwark.signatures.view.PercentDecoder;

/** Matches values that lie whole in memory: as they came, then each decoding that changes them. One a workbench. */
final class WholeReader implements AutoCloseable {
    /** The largest value that is decoded as a whole; the policy's limits on heads lie below. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private static final int ROUNDS = 3;

    private final Scanner scanner;
    private final Candidates candidates;
    private final NativeBuffer[] buffers = {new NativeBuffer(), new NativeBuffer(), new NativeBuffer()};
    private final PercentDecoder formDecoder = new PercentDecoder(true);
    private final PercentDecoder decoder = new PercentDecoder(false);
    private final JsonUnescape json = new JsonUnescape();
    private final XmlUnescape xml = new XmlUnescape();
    private final ByteView input = new ByteView();
    private boolean readAgain;

    WholeReader(Scanner scanner, Candidates candidates) {
        this.scanner = scanner;
        this.candidates = candidates;
    }

    /** Reads one value of the scope's field; false when the matcher failed. */
    boolean read(Scope scope, Decoding decoding, long address, int length) {
        return read(scope, decoding, address, length, false);
    }

    /** The same for a value that was read before as a part of another one, or in parts, when {@code again}. */
    boolean read(Scope scope, Decoding decoding, long address, int length, boolean again) {
        readAgain = again;
        var good = scan(scope, again ? Reading.AGAIN : Reading.RAW, address, length);
        if (good && encoded(decoding, address, length)) {
            if (length > MAX_BYTES) {
                scope.evidence().note(Trouble.LIMIT_EXCEEDED, "field-size", length);
                return true;
            }
            return switch (decoding) {
                case NONE -> true;
                case PERCENT, STRING, HEADER_LINES -> readPercent(scope, decoding, address, length);
                case JSON -> readUnescaped(scope, json, address, length);
                case XML -> readUnescaped(scope, xml, address, length);
            };
        }
        return good;
    }

    /** Hands what matches in a value to somebody else; false when the matcher failed. */
    boolean look(Field field, long address, int length, MatchSink sink) {
        return scanner.scan(field, address, length, sink);
    }

    /** Whether a decoding would change the value. */
    boolean encoded(Decoding decoding, long address, int length) {
        input.wrap(address, length, 0);
        return switch (decoding) {
            case NONE -> false;
            case PERCENT -> holds('%') || holds('+');
            case HEADER_LINES, STRING -> holds('%');
            case JSON -> holds('\\');
            case XML -> holds('&');
        };
    }

    private boolean holds(char wanted) {
        return input.indexOf((byte) wanted, 0, input.length()) >= 0;
    }

    private boolean readPercent(Scope scope, Decoding decoding, long address, int length) {
        var once = buffers[0].ensure(length + PercentDecoder.MAX_CARRY);
        var first = decoding == Decoding.HEADER_LINES ? decoder : formDecoder;
        var onceBytes = decode(first, decoding, address, length, once);
        if (!first.changed()) {
            return true;
        }
        var goesOn = first.wrotePercent();
        var again = once;
        var againBytes = onceBytes;
        for (var round = 1; round < ROUNDS && goesOn; round++) {
            var to = buffers[round].ensure(againBytes + PercentDecoder.MAX_CARRY);
            var bytes = decode(decoder, decoding, again, againBytes, to);
            goesOn = decoder.wrotePercent();
            if (!decoder.changed()) {
                break;
            }
            again = to;
            againBytes = bytes;
        }
        return scan(scope, readAgain ? Reading.PERCENT_AGAIN : Reading.PERCENT, once, onceBytes)
                && (again == once || scan(scope, Reading.PERCENT_AGAIN, again, againBytes));
    }

    private int decode(PercentDecoder used, Decoding decoding, long from, int length, long to) {
        used.reset();
        return decoding == Decoding.HEADER_LINES
                ? decodeLines(used, from, length, to)
                : decodeAll(used, from, length, to);
    }

    private static int decodeAll(PercentDecoder decoder, long from, int length, long to) {
        var bytes = decoder.decode(from, length, to);
        return bytes + decoder.finish(to + bytes);
    }

    /*
     * A line break that was encoded is not the end of a header: it comes out as a space. Otherwise a value could make its
     * rest look like another header, which other signatures read, or which is shown unmasked.
     */
    private int decodeLines(PercentDecoder decoder, long from, int length, long to) {
        input.wrap(from, length, 0);
        var out = to;
        var index = 0;
        while (index < length) {
            var feed = input.indexOf((byte) '\n', index, length);
            var end = feed < 0 ? length : feed;
            var bytes = decodeAll(decoder, from + index, end - index, out);
            for (var at = out; at < out + bytes; at++) {
                var octet = NativeBytes.get(at);
                if (octet == '\n' || (octet == '\r' && at < out + bytes - 1)) {
                    NativeBytes.put(at, (byte) ' ');
                }
            }
            out += bytes;
            if (feed >= 0) {
                NativeBytes.put(out++, (byte) '\n');
            }
            index = end + 1;
        }
        return (int) (out - to);
    }

    private boolean readUnescaped(Scope scope, Unescape unescape, long address, int length) {
        var to = buffers[0].ensure(length + Unescape.MAX_CARRIED);
        unescape.reset();
        var bytes = unescape.decode(address, length, to);
        bytes += unescape.finish(to + bytes);
        return scan(scope, readAgain ? Reading.AGAIN : Reading.UNESCAPED, to, bytes);
    }

    private boolean scan(Scope scope, Reading reading, long address, int length) {
        candidates.whole(scope, reading, address, length);
        return scanner.scan(scope.field(), address, length, candidates);
    }

    long nativeBytes() {
        return buffers[0].capacity() + buffers[1].capacity() + buffers[2].capacity();
    }

    @Override
    public void close() {
        for (var buffer : buffers) {
            buffer.close();
        }
    }
}
