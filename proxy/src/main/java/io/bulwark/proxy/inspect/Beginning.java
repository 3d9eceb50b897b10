package io.bulwark.proxy.inspect;

import io.bulwark.signatures.memory.NativeBytes;

/** The first bytes of a content, as long as they fit a slot. Holds one only from the first byte to {@link #close}. */
final class Beginning {
    private final Slots slots;
    private long slot = Slots.NONE;
    private int length;

    Beginning(Slots slots) {
        this.slots = slots;
    }

    /** Adds the next bytes; false, and nothing is added, when they don't fit or every slot is taken. */
    boolean add(long address, int count) {
        if (slot == Slots.NONE) {
            slot = slots.take();
        }
        if (slot == Slots.NONE || count > Slots.SLOT_BYTES - length) {
            return false;
        }
        NativeBytes.copy(address, slot + length, count);
        length += count;
        return true;
    }

    long address() {
        return slot;
    }

    int length() {
        return length;
    }

    void close() {
        length = 0;
        if (slot != Slots.NONE) {
            slots.giveBack(slot);
            slot = Slots.NONE;
        }
    }
}
