package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.memory.NativeBytes;
import java.util.Objects;
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

    /** How many bytes must be reserved for what so many more bytes may say: pairs are written before they are counted. */
    static int room(int byteCount) {
        return (HuffmanCode.LONGEST + Byte.SIZE * byteCount) / HuffmanCode.SHORTEST + 1;
    }

    /** Appends what the next piece says; {@link #room} was reserved. */
    @Nullable
    HpackFault read(ByteView view, int from, int to, LineMemory target) {
        Objects.checkFromToIndex(from, to, view.length());
        var start = target.room(room(to - from));
        var at = start;
        var index = from;
        do {
            index = fill(view, index, to);
            var window = bits;
            var held = count;
            while (true) {
                var pair = held >= HuffmanCode.PAIR_BITS ? HuffmanCode.pair(window) : 0;
                if (pair != 0) {
                    NativeBytes.put(at, HuffmanCode.first(pair));
                    NativeBytes.put(at + 1, HuffmanCode.second(pair));
                    at += HuffmanCode.count(pair);
                    window <<= HuffmanCode.length(pair);
                    held -= HuffmanCode.length(pair);
                    continue;
                }
                var found = HuffmanCode.find(window);
                if (HuffmanCode.length(found) > held) {
                    break;
                }
                if (HuffmanCode.symbol(found) == HuffmanCode.END_OF_STRING) {
                    target.wrote((int) (at - start));
                    return HpackFault.HUFFMAN_END_OF_STRING;
                }
                NativeBytes.put(at++, (byte) HuffmanCode.symbol(found));
                window <<= HuffmanCode.length(found);
                held -= HuffmanCode.length(found);
            }
            bits = window;
            count = held;
        } while (index < to);
        target.wrote((int) (at - start));
        return null;
    }

    /* Eight bytes are taken in at once where they are there. Bits of a byte that does not fit whole are taken in too, which does
     * no harm: they are not counted, and will be taken in again at the same place. */
    private int fill(ByteView view, int from, int to) {
        if (to - from >= Long.BYTES) {
            bits |= Long.reverseBytes(NativeBytes.getLong(view.address() + from)) >>> count;
            var whole = (Long.SIZE - 1 - count) / Byte.SIZE;
            count += whole * Byte.SIZE;
            return from + whole;
        }
        var index = from;
        for (; index < to && count <= Long.SIZE - Byte.SIZE; index++) {
            bits |= (view.get(index) & 0xFFL) << (Long.SIZE - Byte.SIZE - count);
            count += Byte.SIZE;
        }
        return index;
    }

    /** The string ends: what is left over must be the first bits of end-of-string, and less than a byte. */
    @Nullable
    HpackFault end() {
        return count > LONGEST_PADDING || bits != ~(-1L >>> count) ? HpackFault.HUFFMAN_PADDING : null;
    }
}
