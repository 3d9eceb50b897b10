package io.bulwark.proxy.inspect;

import io.bulwark.signatures.memory.NativeBytes;

/** The last bytes of a content, up to a slot full. Holds a slot only from {@link #open} to {@link #close}. */
final class Recent {
    private final Slots slots;
    private long slot = Slots.NONE;
    private int length;

    Recent(Slots slots) {
        this.slots = slots;
    }

    /** Takes a slot; false when every one is taken. */
    boolean open() {
        length = 0;
        if (slot == Slots.NONE) {
            slot = slots.take();
        }
        return slot != Slots.NONE;
    }

    boolean isOpen() {
        return slot != Slots.NONE;
    }

    boolean fits(int more) {
        return slot != Slots.NONE && more <= Slots.SLOT_BYTES - length;
    }

    /** Adds the next bytes; the oldest give way. */
    void add(long address, int count) {
        var fresh = Math.min(count, Slots.SLOT_BYTES);
        var old = Math.min(length, Slots.SLOT_BYTES - fresh);
        if (old < length) {
            NativeBytes.copy(slot + length - old, slot, old);
        }
        NativeBytes.copy(address + count - fresh, slot + old, fresh);
        length = old + fresh;
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
