package io.bulwark.proxy.protocol.http1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The exchanges that still lack their answer, oldest first; their objects are used again. */
final class ExchangeRing {
    /** How many requests a client may have sent ahead of the answers before no more of them are read. */
    static final int MAX_OUTSTANDING = 64;

    private @Nullable Exchange[] slots = new @Nullable Exchange[2];
    private int first;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == MAX_OUTSTANDING;
    }

    /** The exchange whose answer is next; null if none is outstanding. */
    @Nullable
    Exchange front() {
        return size == 0 ? null : slots[first];
    }

    /** Adds an exchange at the end; the ring must not be full. */
    Exchange push() {
        if (isFull()) {
            throw new IllegalStateException("too many outstanding exchanges");
        }
        if (size == slots.length) {
            grow();
        }
        var index = (first + size++) & (slots.length - 1);
        var exchange = slots[index];
        if (exchange == null) {
            exchange = new Exchange();
            slots[index] = exchange;
        }
        return exchange;
    }

    void pop() {
        var settled = front();
        if (settled != null) {
            settled.markSettled();
            first = (first + 1) & (slots.length - 1);
            size--;
        }
    }

    /** Whether any exchange waits for its turn to be refused. */
    boolean hasRefusal() {
        for (var index = 0; index < size; index++) {
            var exchange = slots[(first + index) & (slots.length - 1)];
            if (exchange != null && exchange.awaitsRefusal()) {
                return true;
            }
        }
        return false;
    }

    private void grow() {
        var bigger = Arrays.copyOf(slots, 2 * slots.length);
        for (var index = 0; index < size; index++) {
            bigger[index] = slots[(first + index) & (slots.length - 1)];
        }
        Arrays.fill(bigger, size, bigger.length, null);
        slots = bigger;
        first = 0;
    }
}
