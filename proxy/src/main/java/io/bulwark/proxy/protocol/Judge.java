package io.bulwark.proxy.protocol;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/**
 * Who reads the fields of one direction's messages, and rules on them. One for each direction of a flow.
 *
 * <p>The order for a message: {@link #begin}, then fields in any order (held ones by {@link #field}, streamed ones by
 * {@link #open}, {@link #chunk}…, {@link #close}), with {@link #decide} whenever the conversation must know whether what was
 * seen so far may leave, then {@link #end}. Everything that a ruling rests on is reported by the judge itself; a
 * conversation only carries the ruling out. Nothing here allocates unless something was found.
 */
public interface Judge {
    /** What is expected when a message does not say how long its content is. */
    long UNKNOWN_LENGTH = -1;

    /** A message of this operation begins. The operation is read now and lent again to {@link #decide}. */
    void begin(Operation operation);

    /**
     * How many bytes of content the message at hand says that it has, before any are read; {@link #UNKNOWN_LENGTH} when it does not say.
     * Not told of messages without content.
     */
    default void expect(long byteCount) {}

    /** A field that lies whole in {@code bytes}. */
    void field(Field field, ByteView bytes);

    /**
     * A field begins that comes in pieces. Only one is open at a time in each direction.
     *
     * @param coding of the field as a whole; where {@link Media#enveloped} holds, of those messages in it that say that they are
     *     compressed
     */
    void open(Field field, Coding coding, Media media);

    /** The next piece of the open field; pieces are consecutive and of any size. */
    void chunk(ByteView bytes);

    /** The open field is complete. */
    void close();

    /**
     * Rules on all that was seen of this message. In the request direction this includes the allowlist. Once a message is
     * denied, every further ruling on it is a denial. Of an open field that is {@link Media#enveloped}, the ruling covers each
     * message that is complete: the start of one that is not may leave, since its receiver can do nothing with it yet.
     */
    Ruling decide(Operation operation);

    /**
     * Rules on what was found so far in a message whose operation is not known yet, so that a part of it may leave. The allowlist is
     * not asked; {@link #decide} does that later.
     */
    default Ruling decideEarly() {
        return Ruling.FORWARD;
    }

    /**
     * The operation that {@link #decide} is lent next has other parts than before: the allowlist is asked about these too. For messages too
     * long for all of their parts to be known at once.
     */
    default void further() {}

    /** All that the message has was shown: the next {@link #decide} is the last. Told of messages with content. */
    default void complete() {}

    /** The message is over, whether it was forwarded or refused. Also closes a field left open. */
    void end();

    /** What the failure table says to a trouble met at {@code offset} of this direction; {@code what} names the anomaly or reason. */
    Ruling trouble(Trouble trouble, String what, long offset);

    /**
     * Tells how many bytes of the message at hand have left already, for the event of a denial that comes too late to hold all of
     * it back. Zero when a message begins.
     */
    default void passed(long byteCount) {}

    /**
     * Tells how many rows of a result the message has so far, for the event of what is found in them; or, right before {@link #outcome}, how
     * many elements a whole answer had.
     */
    default void rows(long count) {}

    /** Tells that a login of this flow's peer was refused by the server, as the message at hand says. */
    default void failedLogin(Operation operation) {}

    /** Whether a match in this field could still lead to a denial, so that holding it back has a point. */
    boolean mayDeny(Field field);

    /**
     * Whether the policy in force still lets the flow be: that its peer is who it was at the start, and that some call of it could be
     * allowed. Asked a few times a second.
     */
    default boolean stillAdmits() {
        return true;
    }

    /**
     * A number for the request at hand, under which the judge of the responses can be told how it ended. Asked for after the last
     * {@link #decide}; zero when nobody wants to know.
     */
    default int sighting() {
        return 0;
    }

    /** The decision by which the answer to the request at hand is limited; null when nothing limits it. Asked for like {@link #sighting}. */
    default @Nullable AllowlistDecision answerLimit() {
        return null;
    }

    /** The answer at hand is to a request whose judge has given this {@link #answerLimit}. Told behind {@link #begin}. */
    default void limitedBy(@Nullable AllowlistDecision decision) {}

    /** Tells how the request ended that had this number. Only what succeeded is learned from. */
    default void outcome(int sighting, boolean succeeded) {}
}
