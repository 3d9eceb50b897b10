package io.bulwark.proxy.inspect;

import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.inspect.normalize.Unfolder;
import io.bulwark.proxy.inspect.normalize.Unfolding;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** Matches one body in pieces: unfolds it where it is compressed, then reads the content. Pooled. */
final class BodyReader implements Unfolder.Sink {
    /*
     * A compressed request is matched both as it came and unfolded: many servers ignore the coding and read the raw bytes,
     * and a coding that is merely claimed must hide nothing. Clients of this kind are rare, so that only the unfolded
     * reading of a response is matched, until it turns out to be unreadable: from there on its raw bytes are.
     */
    private final Workbench bench;
    private final ContentReader wire;
    private final ContentReader content;
    private @Nullable Unfolder unfolder;
    private @Nullable Scope scope;
    private Field field = Field.HTTP_BODY;
    private Coding coding = Coding.IDENTITY;
    private Unfolding state = Unfolding.GOOD;
    private boolean readsWire;
    private boolean readsContent;
    private boolean told;
    private long offset;

    BodyReader(Workbench bench) {
        this.bench = bench;
        wire = new ContentReader(bench);
        content = new ContentReader(bench);
    }

    void open(Scope scope, Coding coding, Media media, Limits limits) {
        this.scope = scope;
        this.coding = coding;
        field = scope.field();
        var decoding = Decoding.of(field, media);
        readsContent = coding == Coding.GZIP || coding == Coding.DEFLATE;
        readsWire = !readsContent || field == Field.HTTP_BODY;
        wire.open(decoding);
        content.open(decoding);
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
            readsWire |= state != Unfolding.GOOD;
        }
        if (readsWire) {
            wire.feed(scope, bytes.address(), bytes.length());
        }
        offset += bytes.length();
        remark(bytes.length());
    }

    @Override
    public void take(long address, int length) {
        content.feed(scope(), address, length);
    }

    /** Notes what could not be read, and counts it. */
    private void remark(int length) {
        var evidence = scope().evidence();
        if (coding == Coding.UNKNOWN || state == Unfolding.CORRUPT) {
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

    /** Notes at once that the matcher failed, if it did, and how many bytes it had been given in vain. */
    private void matcherFailed(long byteCount) {
        if (!told && (wire.failed() || content.failed())) {
            told = true;
            scope().evidence().note(Trouble.MATCHER_FAILED, "matcher", offset);
            scope().evidence().unread(Uninspected.MATCHER_FAILED, byteCount);
        }
    }

    /** Whether a match in it could lead to a denial, so that a ruling must not come before the matching. */
    boolean mayDeny() {
        return scope().stance().mayDeny(field);
    }

    /** Matches everything that came so far. */
    void settle() {
        wire.settle(scope());
        content.settle(scope());
        matcherFailed(offset);
    }

    void close() {
        wire.close(scope());
        content.close(scope());
        matcherFailed(offset);
        if (unfolder != null) {
            bench.unfolders().giveBack(unfolder);
            unfolder = null;
        }
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
