package io.bulwark.proxy.relay;

import io.bulwark.proxy.stream.ByteView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/** One direction of a flow: the sole owner of the bytes that were received and not yet given away. */
final class Lane {
    /*
     * A byte is received, then decided, then forwarded or dropped, in stream order:
     *
     *     0 ........ decided ............ received
     *       outgoing |  held (undecided)  |
     *
     * Undecided bytes lie in `held`. A decision moves bytes off its front: to `outgoing` when they are cleared, to `dropped`
     * when they are discarded. What is put in from outside joins `outgoing` at the place reached, so that order needs no
     * offsets after the decision. `outgoing` empties whenever the receiving side can take bytes.
     *
     * Buffers that were dropped are freed only in settle(), when no view of them can still be in use.
     *
     * Memory is counted by buffer capacity, because that is what a peer makes us hold: many tiny segments, each in a buffer
     * of its own, would otherwise cost a thousand times their length. For the same reason a small piece that arrives while
     * bytes are held is copied into the free room of the last buffer; it is the only copy that the relay makes.
     */
    private static final int SMALL_PIECE = 4096;

    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(4);
    private final ArrayDeque<ByteBuf> outgoing = new ArrayDeque<>(4);
    private final ArrayDeque<ByteBuf> dropped = new ArrayDeque<>(2);
    private long received;
    private long decided;
    private long forwarded;
    private long capacity;
    private long waiting;
    private long inserted;

    /** Takes ownership of the buffer and shows its bytes in {@code view}, which is valid until {@link #settle}. */
    ByteView adopt(ByteBuf buffer, ByteView view) {
        var length = buffer.readableBytes();
        var last = held.peekLast();
        if (last != null && length <= SMALL_PIECE && length <= last.writableBytes() && last.refCnt() == 1) {
            var start = last.writerIndex();
            last.writeBytes(buffer);
            buffer.release();
            view.wrap(last.memoryAddress() + start, length, received);
        } else {
            held.addLast(buffer);
            capacity += buffer.capacity();
            view.wrap(buffer.memoryAddress() + buffer.readerIndex(), length, received);
        }
        received += length;
        return view;
    }

    /** Shows the held bytes from {@code offset} to the end of the buffer that they lie in. */
    ByteView look(long offset, ByteView view) {
        var start = decided;
        for (var buffer : held) {
            var end = start + buffer.readableBytes();
            if (start <= offset && offset < end) {
                var skipped = (int) (offset - start);
                return view.wrap(
                        buffer.memoryAddress() + buffer.readerIndex() + skipped,
                        buffer.readableBytes() - skipped,
                        offset);
            }
            start = end;
        }
        throw new IllegalArgumentException("no held byte at " + offset + ", held are " + decided + ".." + received);
    }

    /** Makes the bytes ready to leave that the clearance covers. */
    void release(Clearance clearance) {
        decideUpTo(clearance.offset(), true);
    }

    /** Drops the undecided bytes that the clearance covers: they will never leave. */
    void discard(Clearance clearance) {
        decideUpTo(clearance.offset(), false);
    }

    private void decideUpTo(long offset, boolean leaves) {
        if (offset > received) {
            throw new IllegalStateException("decided up to " + offset + ", received only " + received);
        }
        var target = leaves ? outgoing : dropped;
        while (decided < offset) {
            var first = held.getFirst();
            var length = first.readableBytes();
            var wanted = offset - decided;
            if (length <= wanted) {
                held.removeFirst();
                target.addLast(first);
                capacity -= leaves ? 0 : first.capacity();
                decided += length;
                waiting += leaves ? length : 0;
            } else {
                cut(first, (int) wanted, leaves);
                decided = offset;
            }
        }
    }

    private void cut(ByteBuf first, int length, boolean leaves) {
        if (leaves) {
            var slice = first.readRetainedSlice(length);
            capacity += slice.capacity();
            waiting += length;
            outgoing.addLast(slice);
        } else {
            first.skipBytes(length);
        }
    }

    /** Puts bytes of our own in behind everything that was decided so far. */
    void insert(byte[] bytes) {
        outgoing.addLast(Unpooled.wrappedBuffer(bytes));
        capacity += bytes.length;
        waiting += bytes.length;
        inserted += bytes.length;
    }

    /** Gives away everything that is ready to leave; returns the number of bytes. */
    long give(Endpoint receiver) {
        var count = waiting;
        for (var buffer = outgoing.pollFirst(); buffer != null; buffer = outgoing.pollFirst()) {
            capacity -= buffer.capacity();
            receiver.write(buffer);
        }
        waiting = 0;
        forwarded += count;
        return count;
    }

    /** Frees what was dropped. No view of this lane may be in use. */
    void settle() {
        free(dropped);
    }

    /** Frees everything; the lane must not be used again. */
    void close() {
        free(held);
        free(outgoing);
        free(dropped);
        decided = received;
        capacity = 0;
        waiting = 0;
    }

    private static void free(ArrayDeque<ByteBuf> buffers) {
        for (var buffer = buffers.pollFirst(); buffer != null; buffer = buffers.pollFirst()) {
            buffer.release();
        }
    }

    /** The offset that the next byte from the sender will have. */
    long received() {
        return received;
    }

    /** The offset of the first byte that nobody has ruled on. */
    long decided() {
        return decided;
    }

    /** How many bytes were given to the receiver, inserted ones included. */
    long forwarded() {
        return forwarded;
    }

    /** How many bytes wait here, for a decision or for the receiver. */
    long pending() {
        return received - decided + waiting;
    }

    /** How many bytes of our own were ever put in. */
    long inserted() {
        return inserted;
    }

    /** How much buffer memory is kept alive by this lane. */
    long capacity() {
        return capacity;
    }
}
