package io.bulwark.proxy.inspect;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MessageType;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.inspect.normalize.Unfolder;
import io.bulwark.proxy.inspect.normalize.Unfolding;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** The message at hand of a body, from its first piece to its last: put together, unfolded and matched. */
final class MessageAssembly implements Unfolder.Sink {
    /*
     * A message that lies whole in a piece is read where it lies; another one is put together in a block first. One that is
     * longer than a block, or for which no block is to be had, is matched as a stream of the body's field: so all its bytes
     * are matched in either way. Gzip and deflate can be unfolded on that way too; the other codings need the whole message.
     */
    private static final String DECODED_SIZE = "grpc.decoded-size";

    /** How the message is read. */
    private enum Way {
        WHOLE,
        STREAM,
        /** Unfolded piece by piece, as a stream. */
        UNFOLDED
    }

    private final Workbench bench;
    private final Gathering gathering;
    private final ContentReader stream;
    private @Nullable Unfolder unfolder;
    private @Nullable Scope scope;
    private @Nullable MessageType type;
    private @Nullable Uninspected unread;
    private Media media = Media.GRPC;
    private Coding coding = Coding.IDENTITY;
    private Limits limits = Limits.defaults();
    private Field body = Field.HTTP_BODY;
    private Way way = Way.WHOLE;
    private boolean readable;
    private boolean failed;
    private int flags;
    private long length;
    private long offset;

    MessageAssembly(Workbench bench) {
        this.bench = bench;
        gathering = new Gathering(bench.blocks());
        stream = new ContentReader(bench);
    }

    /** A body of the scope's field begins. */
    void open(Scope scope, Media media, Coding coding, @Nullable MessageType type, Limits limits) {
        this.scope = scope;
        this.media = media;
        this.coding = coding;
        this.type = type;
        this.limits = limits;
        body = scope.field();
        readable = coding != Coding.UNKNOWN && coding != Coding.IDENTITY;
        way = Way.WHOLE;
        failed = false;
    }

    /** Whether the matcher failed on a message of the body. */
    boolean failed() {
        return failed || (way != Way.WHOLE && stream.failed());
    }

    /** A message of so many bytes begins, at this offset of the body; zero when its length is not known. */
    void begin(int flags, long length, long offset) {
        this.flags = flags;
        this.length = length;
        this.offset = offset;
        unread = null;
        if (Flags.compressed(flags) && !readable) {
            unreadable();
            startStream();
        } else if (length > Gathering.MAX_BYTES) {
            overflow();
        }
    }

    /** Bytes begin of which nothing is known. */
    void beginRest() {
        flags = 0;
        unread = null;
        startStream();
    }

    void add(long address, int count) {
        if (way == Way.WHOLE) {
            if (count == length && gathering.length() == 0) {
                whole(address, count);
                return;
            }
            if (gathering.add(address, count)) {
                return;
            }
            overflow();
        }
        unfoldOrFeed(address, count);
    }

    /** The message is complete. */
    void end() {
        if (gathering.length() > 0) {
            whole(gathering.address(), gathering.length());
            gathering.clear();
        }
        endStream();
    }

    /** There will be no more of the message: what came of it is matched as it came. */
    void abandon() {
        if (gathering.length() > 0) {
            raw(gathering.address(), gathering.length());
            gathering.clear();
        }
        endStream();
    }

    /** Matches what came of a message of unknown length. */
    void settle() {
        overflow();
        stream.settle(scope());
    }

    /** The body is over. */
    void close() {
        scope = null;
        type = null;
    }

    /** From here on the message is matched as a stream. */
    private void overflow() {
        if (way != Way.WHOLE) {
            return;
        }
        startStream();
        if (Flags.compressed(flags)) {
            unfoldFurther();
        }
        if (gathering.length() > 0) {
            unfoldOrFeed(gathering.address(), gathering.length());
            gathering.clear();
        }
    }

    private void unfoldFurther() {
        switch (coding) {
            case GZIP -> borrow().startGzip(limits.maxDecodedBytes(), limits.maxDecodeRatio());
            case DEFLATE -> borrow().startDeflate(limits.maxDecodedBytes(), limits.maxDecodeRatio());
            case ZSTD, SNAPPY, IDENTITY, UNKNOWN -> tooLarge();
        }
    }

    private Unfolder borrow() {
        var borrowed = bench.unfolders().borrow();
        unfolder = borrowed;
        way = Way.UNFOLDED;
        return borrowed;
    }

    private void unfoldOrFeed(long address, int count) {
        if (unfolder != null) {
            var state = unfolder.unfold(address, count, this);
            if (state == Unfolding.GOOD) {
                return;
            }
            remark(state);
            giveBack();
        }
        if (unread != null) {
            scope().evidence().unread(unread, count);
        }
        stream.feed(scope(), address, count);
    }

    @Override
    public void take(long address, int count) {
        stream.feed(scope(), address, count);
    }

    private void startStream() {
        scope().beginValue(body);
        stream.open(Decoding.of(body, Media.OTHER));
        way = Way.STREAM;
    }

    private void endStream() {
        giveBack();
        if (way != Way.WHOLE) {
            way = Way.WHOLE;
            scope().resume(body);
            stream.close(scope());
            failed |= stream.failed();
        }
    }

    private void giveBack() {
        if (unfolder != null) {
            bench.unfolders().giveBack(unfolder);
            unfolder = null;
        }
    }

    /** Reads a message that is complete. */
    private void whole(long address, int count) {
        if (!Flags.compressed(flags)) {
            content(address, count);
            return;
        }
        var unpacker = bench.unpacker();
        unpacker.limit(limits.maxDecodedBytes(), limits.maxDecodeRatio());
        var state = switch (coding) {
            case GZIP -> unpacker.gzip(address, count);
            case DEFLATE -> unpacker.deflate(address, count);
            case ZSTD -> unpacker.zstd(address, count);
            case SNAPPY -> unpacker.snappy(address, count);
            case IDENTITY, UNKNOWN -> Unfolding.CORRUPT;
        };
        if (unpacker.length() > 0) {
            content(unpacker.address(), unpacker.length());
        }
        unpacker.release();
        if (state != Unfolding.GOOD) {
            remark(state);
            raw(address, count);
        }
    }

    private void content(long address, int count) {
        if (Flags.trailers(flags)) {
            var field = body == Field.HTTP_BODY ? Field.HTTP_HEADER : Field.HTTP_RESPONSE_HEADER;
            value(field, Decoding.of(field), address, count);
        } else if (count > Gathering.MAX_BYTES) {
            startStream();
            stream.feed(scope(), address, count);
            endStream();
        } else if (media == Media.GRPC_JSON || media == Media.CONNECT_JSON || Flags.endOfStream(flags)) {
            value(body, Decoding.JSON, address, count);
        } else {
            failed |= !bench.message().read(scope(), body, type, address, count);
        }
    }

    /** Matches bytes whose content could not be read. */
    private void raw(long address, int count) {
        if (unread != null) {
            scope().evidence().unread(unread, count);
        }
        value(body, Decoding.of(body, Media.OTHER), address, count);
    }

    private void value(Field field, Decoding decoding, long address, int count) {
        scope().beginValue(field);
        failed |= !bench.whole().read(scope(), decoding, address, count);
    }

    private void remark(Unfolding state) {
        switch (state) {
            case GOOD -> {}
            case CORRUPT -> unreadable();
            case TOO_LARGE -> tooLarge();
        }
    }

    private void unreadable() {
        readable = false;
        unread = Uninspected.CONTENT_CODING;
        scope().evidence().note(Trouble.UNREADABLE, Uninspected.CONTENT_CODING.id(), offset);
    }

    private void tooLarge() {
        unread = Uninspected.DECODED_SIZE;
        scope().evidence().note(Trouble.LIMIT_EXCEEDED, DECODED_SIZE, offset);
    }

    private Scope scope() {
        if (scope == null) {
            throw new IllegalStateException("no body is open");
        }
        return scope;
    }
}
