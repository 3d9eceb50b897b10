package io.bulwark.proxy.inspect;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MessageType;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.signatures.memory.NativeBytes;
import org.jspecify.annotations.Nullable;

/** Matches a body that is made of messages: a run of them behind prefixes, or just one. Pooled with its body. */
final class MessagesReader {
    /*
     * A prefix is a byte of flags and the length in four bytes, the highest first. A message's receiver does nothing before
     * the message is complete, so that a ruling may leave aside the one that is not, which goes on being put together.
     * After a prefix that no receiver takes, nothing is known of the bytes: the rest of the body is matched as it comes.
     */
    static final int PREFIX_BYTES = 5;

    private static final String INVALID_FRAME = "grpc.invalid-frame";
    private static final String TRUNCATED = "grpc.truncated";

    /** What comes next. */
    private enum Part {
        PREFIX,
        MESSAGE,
        /** A body without prefixes, which is one message. */
        BARE,
        /** Bytes of which nothing is known. */
        REST
    }

    private final long prefixMemory;
    private final MessageAssembly message;
    private @Nullable Scope scope;
    private Media media = Media.GRPC;
    private Part part = Part.PREFIX;
    private int prefixBytes;
    private int flags;
    private long remaining;
    private long offset;

    MessagesReader(Workbench bench) {
        prefixMemory = bench.prefix();
        message = new MessageAssembly(bench);
    }

    /**
     * A body of the scope's field begins.
     *
     * @param coding of the compressed messages in it
     * @param type of its messages; null when it is not known
     */
    void open(Scope scope, Media media, Coding coding, @Nullable MessageType type, Limits limits) {
        this.scope = scope;
        this.media = media;
        message.open(scope, media, coding, type, limits);
        prefixBytes = 0;
        remaining = 0;
        offset = 0;
        part = Part.PREFIX;
        if (!media.enveloped()) {
            part = Part.BARE;
            message.begin(0, 0, 0);
        }
    }

    /** Whether the matcher failed on it: what follows is not read. */
    boolean failed() {
        return message.failed();
    }

    void feed(long address, int length) {
        var used = 0;
        while (used < length && !failed()) {
            var step = switch (part) {
                case PREFIX -> prefix(address + used, length - used);
                case MESSAGE -> message(address + used, length - used);
                case BARE, REST -> {
                    message.add(address + used, length - used);
                    yield length - used;
                }
            };
            used += step;
            offset += step;
        }
    }

    private int prefix(long address, int length) {
        var used = 0;
        while (used < length && prefixBytes < PREFIX_BYTES) {
            var octet = NativeBytes.get(address + used++) & 0xFF;
            if (prefixBytes++ == 0) {
                flags = octet;
                remaining = 0;
            } else {
                remaining = (remaining << Byte.SIZE) | octet;
            }
        }
        if (prefixBytes == PREFIX_BYTES) {
            prefixBytes = 0;
            begin();
        }
        return used;
    }

    private void begin() {
        if ((flags & ~Flags.allowed(media)) != 0) {
            invalid();
            feedPrefix();
        } else if (remaining > 0) {
            part = Part.MESSAGE;
            message.begin(flags, remaining, offset);
        }
    }

    /** What comes is not what it should be: from here on it is matched as it comes. */
    void invalid() {
        if (part != Part.REST) {
            part = Part.REST;
            note(INVALID_FRAME);
            message.abandon();
            message.beginRest();
        }
    }

    /** The prefix is part of what is matched as it came. */
    private void feedPrefix() {
        NativeBytes.put(prefixMemory, (byte) flags);
        for (var index = 1; index < PREFIX_BYTES; index++) {
            NativeBytes.put(prefixMemory + index, (byte) (remaining >>> (Byte.SIZE * (PREFIX_BYTES - 1 - index))));
        }
        message.add(prefixMemory, PREFIX_BYTES);
    }

    private int message(long address, int length) {
        var used = (int) Math.min(length, remaining);
        message.add(address, used);
        remaining -= used;
        if (remaining == 0) {
            message.end();
            part = Part.PREFIX;
        }
        return used;
    }

    /** Matches everything that came so far, but for a message that is not complete. */
    void settle() {
        if (part == Part.BARE || part == Part.REST) {
            message.settle();
        }
    }

    /** The body is over; {@code complete} when it was not given up. */
    void close(boolean complete) {
        if (part == Part.BARE) {
            message.end();
        } else {
            if (complete && !failed() && (part == Part.MESSAGE || (part == Part.PREFIX && prefixBytes > 0))) {
                note(TRUNCATED);
            }
            message.abandon();
        }
        message.close();
        scope = null;
    }

    private void note(String what) {
        if (scope != null) {
            scope.evidence().note(Trouble.PROTOCOL_VIOLATION, what, offset);
        }
    }
}
