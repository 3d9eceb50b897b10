package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;

/** The first bytes of a reply's first value, where they tell what the reply is. */
final class Head {
    private static final int MAX = 16;
    private static final byte[] MESSAGE = Letters.ascii("message");
    private static final byte[] PATTERN_MESSAGE = Letters.ascii("pmessage");
    private static final byte[] SHARD_MESSAGE = Letters.ascii("smessage");
    private static final byte[] SUBSCRIBE = Letters.ascii("subscribe");
    private static final byte[] UNSUBSCRIBE = Letters.ascii("unsubscribe");
    private static final byte[] QUEUED = Letters.ascii("QUEUED");

    private final byte[] bytes = new byte[MAX];
    private int length;
    private boolean more;

    void clear() {
        length = 0;
        more = false;
    }

    void add(ByteView piece) {
        var count = Math.min(piece.length(), MAX - length);
        piece.copyTo(0, bytes, length, count);
        length += count;
        more |= count < piece.length();
    }

    /** Whether it is a message of a channel. */
    boolean isMessage() {
        return is(MESSAGE, 0) || is(PATTERN_MESSAGE, 0) || is(SHARD_MESSAGE, 0);
    }

    /** Whether it confirms that a channel, a pattern or a channel of a shard is subscribed to, or no longer is. */
    boolean isConfirmation() {
        return is(SUBSCRIBE, 0) || is(UNSUBSCRIBE, 0) || isPrefixed('p') || isOfShard();
    }

    /** Whether what it confirms is of a shard: those are counted apart. */
    boolean isOfShard() {
        return isPrefixed('s');
    }

    private boolean isPrefixed(char letter) {
        return length > 0 && bytes[0] == letter && (is(SUBSCRIBE, 1) || is(UNSUBSCRIBE, 1));
    }

    /** Whether it says that a command waits for EXEC. */
    boolean isQueued() {
        return is(QUEUED, 0);
    }

    /** Whether it is the name of this command. */
    boolean is(CommandSpec spec) {
        var same = !more && length == spec.length();
        for (var index = 0; same && index < length; index++) {
            same = Letters.upper(bytes[index]) == spec.get(index);
        }
        return same;
    }

    /** Whether it begins as a line of MONITOR does, with the seconds of a time. */
    boolean isTime() {
        var digits = 0;
        while (digits < length && bytes[digits] >= '0' && bytes[digits] <= '9') {
            digits++;
        }
        return digits > 0 && digits < length && bytes[digits] == '.';
    }

    private boolean is(byte[] word, int from) {
        if (more || length != word.length + from) {
            return false;
        }
        for (var index = 0; index < word.length; index++) {
            if (bytes[from + index] != word[index]) {
                return false;
            }
        }
        return true;
    }
}
