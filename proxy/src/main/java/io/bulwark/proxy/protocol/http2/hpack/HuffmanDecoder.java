package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** The decoder of one string after the other, whatever pieces they come in. */
final class HuffmanDecoder {
    private static final int LONGEST_PADDING = 7;

    /** What is not decoded yet, at the left; zeros behind it. Between two pieces less than the longest code. */
    private long bits;

    private int count;

    /** A new string begins. */
    void begin() {
        bits = 0;
        count = 0;
    }

    /** The most symbols that so many more bytes can hold. */
    static int mostSymbols(int byteCount) {
        return (HuffmanCode.LONGEST + Byte.SIZE * byteCount) / HuffmanCode.SHORTEST;
    }

    /** Appends what the next piece says. Room for {@link #mostSymbols} was reserved. */
    @Nullable
    HpackFault read(ByteView view, int from, int to, LineMemory target) {
        var start = target.room(mostSymbols(to - from));
        var at = start;
        var window = bits;
        var held = count;
        var index = from;
        while (true) {
            for (; held <= Long.SIZE - Byte.SIZE && index < to; index++) {
                window |= (view.get(index) & 0xFFL) << (Long.SIZE - Byte.SIZE - held);
                held += Byte.SIZE;
            }
            var found = HuffmanCode.find(window);
            while (HuffmanCode.length(found) <= held) {
                if (HuffmanCode.symbol(found) == HuffmanCode.END_OF_STRING) {
                    return HpackFault.HUFFMAN_END_OF_STRING;
                }
                NativeBytes.put(at++, (byte) HuffmanCode.symbol(found));
                window <<= HuffmanCode.length(found);
                held -= HuffmanCode.length(found);
                found = HuffmanCode.find(window);
            }
            if (index == to) {
                break;
            }
        }
        bits = window;
        count = held;
        target.wrote((int) (at - start));
        return null;
    }

    /** The string ends: what is left over must be the first bits of end-of-string, and less than a byte. */
    @Nullable
    HpackFault end() {
        return count > LONGEST_PADDING || bits != ~(-1L >>> count) ? HpackFault.HUFFMAN_PADDING : null;
    }
}
