package io.bulwark.proxy.inspect;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MessageType;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.inspect.normalize.Base64Text;
import io.bulwark.proxy.inspect.normalize.Unfolder;
import io.bulwark.proxy.inspect.normalize.Unfolding;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** Matches one body in pieces: unfolds it where it is compressed, then reads the content, or the messages in it. Pooled. */
final class BodyReader implements Unfolder.Sink {
    /*
     * A compressed request is matched both as it came and unfolded: many servers ignore the coding and read the raw bytes,
     * and a coding that is merely claimed must hide nothing. Clients of this kind are rare, so that only the unfolded
     * reading of a response is matched, until it turns out to be unreadable: from there on its raw bytes are.
     *
     * A body of enveloped messages is never compressed as a whole: its coding is that of the messages.
     */
    static final int TEXT_BYTES = 8 * 1024;

    private final Workbench bench;
    private final ContentReader wire;
    private final ContentReader content;
    private final MessagesReader messages;
    private final Base64Text base64 = new Base64Text();
    private @Nullable Unfolder unfolder;
    private @Nullable Scope scope;
    private Field field = Field.HTTP_BODY;
    private Coding coding = Coding.IDENTITY;
    private Unfolding state = Unfolding.GOOD;
    private boolean readsWire;
    private boolean readsContent;
    private boolean readsMessages;
    private boolean isText;
    private @Nullable ParameterReader parameters;
    private boolean told;
    private long offset;

    BodyReader(Workbench bench) {
        this.bench = bench;
        wire = new ContentReader(bench);
        content = new ContentReader(bench);
        messages = new MessagesReader(bench);
    }

    /**
     * @param type of the messages in the body, if it is made of such; null when it is not known
     * @param parameters what is to be shown the content; null when nobody asks for its parameters
     */
    void open(
            Scope scope,
            Coding coding,
            Media media,
            @Nullable MessageType type,
            Limits limits,
            @Nullable ParameterReader parameters) {
        this.parameters = parameters;
        this.scope = scope;
        this.coding = media.enveloped() ? Coding.IDENTITY : coding;
        field = scope.field();
        readsMessages = media.enveloped() || media == Media.PROTOBUF;
        isText = media == Media.GRPC_WEB_TEXT;
        base64.reset();
        readsContent = this.coding == Coding.GZIP || this.coding == Coding.DEFLATE;
        readsWire = readsContent ? field == Field.HTTP_BODY : !readsMessages;
        var decoding = Decoding.of(field, media);
        wire.open(decoding);
        content.open(decoding);
        messages.open(scope, media, coding, type, limits);
        state = Unfolding.GOOD;
        told = false;
        offset = 0;
        if (readsContent) {
            unfolder = bench.unfolders().borrow();
            if (coding == Coding.GZIP) {
                unfolder.startGzip(limits.maxDecodedBytes(), limits.maxDecodeRatio());
            } else {
                unfolder.startDeflate(limits.maxDecodedBytes(), limits.maxDecodeRatio());
            }
        }
    }

    void chunk(ByteView bytes) {
        var scope = scope();
        if (unfolder != null && state == Unfolding.GOOD) {
            state = unfolder.unfold(bytes.address(), bytes.length(), this);
            if (state != Unfolding.GOOD && parameters != null) {
                parameters.fail();
            }
            readsWire |= state != Unfolding.GOOD;
        } else if (readsMessages && !readsContent) {
            messages(bytes);
        }
        if (!readsContent && parameters != null) {
            parameters.feed(bytes.address(), bytes.length());
        }
        if (readsWire) {
            scope.resume(field);
            wire.feed(scope, bytes.address(), bytes.length());
        }
        offset += bytes.length();
        remark(bytes.length());
    }

    private void messages(ByteView bytes) {
        if (!isText) {
            messages.feed(bytes.address(), bytes.length());
            return;
        }
        for (var from = 0; from < bytes.length() && !readsWire; from += TEXT_BYTES) {
            var length = Math.min(TEXT_BYTES, bytes.length() - from);
            var count = base64.decode(bytes.address() + from, length, bench.text());
            if (count == Base64Text.INVALID) {
                messages.invalid();
                readsWire = true;
            } else {
                messages.feed(bench.text(), count);
            }
        }
    }

    @Override
    public void take(long address, int length) {
        if (readsMessages) {
            messages.feed(address, length);
        } else {
            content.feed(scope(), address, length);
            if (parameters != null) {
                parameters.feed(address, length);
            }
        }
    }

    /** Notes what could not be read, and counts it. */
    private void remark(int length) {
        var evidence = scope().evidence();
        if (isUnknown() || state == Unfolding.CORRUPT) {
            evidence.note(Trouble.UNREADABLE, Uninspected.CONTENT_CODING.id(), offset);
            evidence.unread(Uninspected.CONTENT_CODING, length);
        } else if (state == Unfolding.TOO_LARGE) {
            evidence.note(Trouble.LIMIT_EXCEEDED, "http.decoded-size", offset);
            evidence.unread(Uninspected.DECODED_SIZE, length);
        }
        if (told) {
            evidence.unread(Uninspected.MATCHER_FAILED, length);
        }
        matcherFailed(length);
    }

    private boolean isUnknown() {
        return switch (coding) {
            case IDENTITY, GZIP, DEFLATE -> false;
            case ZSTD, SNAPPY, UNKNOWN -> true;
        };
    }

    /** Notes at once that the matcher failed, if it did, and how many bytes it had been given in vain. */
    private void matcherFailed(long byteCount) {
        if (!told && (wire.failed() || content.failed() || messages.failed())) {
            told = true;
            scope().evidence().note(Trouble.MATCHER_FAILED, "matcher", offset);
            scope().evidence().unread(Uninspected.MATCHER_FAILED, byteCount);
        }
    }

    /** Whether a match in it could lead to a denial, so that a ruling must not come before the matching. */
    boolean mayDeny() {
        return scope().stance().mayDeny(field);
    }

    /** Matches everything that came so far, but for a message that is not complete. */
    void settle() {
        wire.settle(scope());
        content.settle(scope());
        messages.settle();
        matcherFailed(offset);
    }

    /** The body is over; {@code complete} when it was not given up. */
    void close(boolean complete) {
        wire.close(scope());
        content.close(scope());
        messages.close(complete);
        matcherFailed(offset);
        if (unfolder != null) {
            bench.unfolders().giveBack(unfolder);
            unfolder = null;
        }
        parameters = null;
        scope = null;
    }

    private Scope scope() {
        if (scope == null) {
            throw new IllegalStateException("no body is open");
        }
        scope.resume(field);
        return scope;
    }
}
