package io.bulwark.signatures.view;

import io.bulwark.signatures.memory.NativeBuffer;

/** The percent-decoded reading of a value: up to three rounds, the first of which reads forms' {@code +} as a space. */
public final class PercentView implements AutoCloseable {
    /** Rounds of decoding: what was encoded once more than twice is left as it is. */
    public static final int ROUNDS = 3;

    private final PercentDecoder[] rounds = new PercentDecoder[ROUNDS];
    private final NativeBuffer[] buffers = {new NativeBuffer(), new NativeBuffer()};
    private long address;

    public PercentView() {
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = new PercentDecoder(i == 0);
        }
    }

    /** Forgets everything, for the next value. */
    public void begin() {
        for (var round : rounds) {
            round.reset();
        }
    }

    /** Decodes a whole value; returns how many bytes of the view there are at {@link #address}. */
    public int whole(long value, int length) {
        begin();
        return decode(value, length, true);
    }

    /** Decodes the next piece; returns how many bytes of the view there are at {@link #address}. */
    public int feed(long piece, int length) {
        return decode(piece, length, false);
    }

    /** Ends the value; returns how many last bytes of the view there are at {@link #address}. */
    public int end() {
        return decode(address, 0, true);
    }

    private int decode(long piece, int length, boolean last) {
        address = piece;
        int bytes = length;
        for (int i = 0; i < ROUNDS && goesOn(i); i++) {
            long out = buffers[i & 1].ensure(bytes + PercentDecoder.MAX_CARRY);
            int decoded = rounds[i].decode(address, bytes, out);
            bytes = last ? decoded + rounds[i].finish(out + decoded) : decoded;
            address = out;
        }
        return bytes;
    }

    /* A round whose input has never held a percent sign changes nothing and carries nothing. */
    private boolean goesOn(int round) {
        return round == 0 || rounds[round - 1].wrotePercent();
    }

    /** Where the bytes that were decoded last are, until the next call. */
    public long address() {
        return address;
    }

    /** Whether the view differs from the raw bytes so far. */
    public boolean changed() {
        for (var round : rounds) {
            if (round.changed()) {
                return true;
            }
        }
        return false;
    }

    /** Memory outside the heap that the view takes. */
    public long nativeBytes() {
        return buffers[0].capacity() + buffers[1].capacity();
    }

    @Override
    public void close() {
        buffers[0].close();
        buffers[1].close();
    }
}
