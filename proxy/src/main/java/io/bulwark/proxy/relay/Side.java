package io.bulwark.proxy.relay;

/** One direction of a flow: the lane of its bytes, the endpoint that gets them, and how far both have come. */
final class Side {
    final Lane lane = new Lane();
    final Endpoint receiver;

    /** Whether the sender is being read. */
    boolean reading = true;

    /** Whether the sender's FIN has come. */
    boolean senderEnded;

    /** Whether the receiver was sent a FIN. */
    boolean outputEnded;

    /** Whether the undecided bytes are to be read again. */
    boolean reread;

    private boolean unflushed;
    private long insertedBefore;

    Side(Endpoint receiver) {
        this.receiver = receiver;
    }

    /** Gives the receiver what is ready to leave; returns the number of bytes. */
    long deliver() {
        var byteCount = lane.give(receiver);
        unflushed |= byteCount > 0;
        return byteCount;
    }

    /** Whether the receiver has left more than {@code most} bytes of our own unread since it last could take any. */
    boolean leavesUnread(long most) {
        if (receiver.writable()) {
            insertedBefore = lane.inserted();
        }
        return lane.inserted() - insertedBefore > most;
    }

    /** Has the receiver send what it was given. */
    void flush() {
        if (unflushed) {
            unflushed = false;
            receiver.flush();
        }
    }

    /** Carries a FIN on when every byte before it has been given away. */
    void passEnd() {
        if (senderEnded && !outputEnded && lane.pending() == 0) {
            outputEnded = true;
            unflushed = false;
            receiver.endOutput();
        }
    }

    /** Ends the receiver: with a reset, or in order, once everything given to it is sent. */
    void end(boolean reset) {
        if (reset) {
            receiver.reset();
        } else {
            receiver.close();
        }
    }
}
