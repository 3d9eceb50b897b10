package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.ByteView;
import java.util.Objects;

/** A short run of bytes of one's own. Immutable. */
final class Word implements Bytes {
    private final byte[] bytes;

    private Word(byte[] bytes) {
        this.bytes = bytes;
    }

    static Word of(String text) {
        return new Word(Letters.ascii(text));
    }

    static Word copy(ByteView view) {
        var bytes = new byte[view.length()];
        view.copyTo(0, bytes, 0, bytes.length);
        return new Word(bytes);
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public byte get(int index) {
        return bytes[Objects.checkIndex(index, bytes.length)];
    }
}
