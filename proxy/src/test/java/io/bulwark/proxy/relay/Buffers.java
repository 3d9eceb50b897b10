package io.bulwark.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Buffers as a socket reads them: direct, pooled, with room at the end. */
final class Buffers {
    private Buffers() {}

    static ByteBuf of(String latin1) {
        return of(latin1.getBytes(StandardCharsets.ISO_8859_1), 2048);
    }

    static ByteBuf of(byte[] bytes, int capacity) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(Math.max(capacity, bytes.length))
                .writeBytes(bytes);
    }
}
