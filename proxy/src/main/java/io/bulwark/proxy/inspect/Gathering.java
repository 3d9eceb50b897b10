package io.bulwark.proxy.inspect;

import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** The bytes of one message, put together in a block. Holds one only while it has bytes. */
final class Gathering {
    /** The longest message that is put together. */
    static final int MAX_BYTES = Blocks.LARGEST;

    private final Blocks blocks;
    private Blocks.@Nullable Block block;
    private int length;

    Gathering(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Adds bytes; false, with what was there kept, when there is no room for them. */
    boolean add(long address, int count) {
        if (count > MAX_BYTES - length) {
            return false;
        }
        var wanted = length + count;
        var old = block;
        if (old == null || wanted > old.bytes()) {
            var larger = blocks.take(wanted);
            if (larger == null) {
                return false;
            }
            if (old != null) {
                NativeBytes.copy(old.address(), larger.address(), length);
                blocks.giveBack(old);
            }
            block = larger;
            old = larger;
        }
        NativeBytes.copy(address, old.address() + length, count);
        length = wanted;
        return true;
    }

    long address() {
        return block == null ? 0 : block.address();
    }

    int length() {
        return length;
    }

    /** Forgets the bytes and gives the block back. */
    void clear() {
        length = 0;
        if (block != null) {
            blocks.giveBack(block);
            block = null;
        }
    }
}
