package io.bulwark.benchmarks;

import io.bulwark.proxy.protocol.http2.hpack.HeaderText;
import io.bulwark.proxy.protocol.http2.hpack.HpackDecoder;
import io.bulwark.proxy.protocol.http2.hpack.HpackEncoder;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.memory.NativeBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What one request's header block costs to read: as the first of its connection, and as a later one; ours, and Netty's beside it. */
@State(Scope.Thread)
public class HpackBenchmark {
    private static final int STREAM = 1;
    private static final int TABLE_BYTES = 4096;
    private static final int MAX_BYTES = 32_768;

    private final ByteBuf first;
    private final ByteBuf repeated;
    private final HeaderText text = new HeaderText(MAX_BYTES, MAX_BYTES, 128);
    private final HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
    private final HpackEncoder encoder = new HpackEncoder();
    private final DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, MAX_BYTES);
    private final ByteView view = new ByteView();
    private final MemorySegment nettyText = Arena.ofAuto().allocate(MAX_BYTES);

    /** Both decoders know the fields of the second block when they are measured, and learn those of the first every time. */
    public HpackBenchmark() {
        try (var writer = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true, 16, 0)) {
            first = block(writer);
            repeated = block(writer);
            netty.decodeHeaders(STREAM, first.duplicate());
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        decode(first);
    }

    private static ByteBuf block(DefaultHttp2HeadersEncoder writer) throws Http2Exception {
        var headers = new DefaultHttp2Headers()
                .method("GET")
                .scheme("http")
                .authority("orders.shop.svc.cluster.local:8080")
                .path(Messages.TARGET)
                .add("user-agent", "shop-storefront/4.18.2 (linux; jvm 25.0.3)")
                .add("accept", "application/json, application/problem+json")
                .add("accept-encoding", "identity")
                .add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var block = Unpooled.directBuffer();
        writer.encodeHeaders(STREAM, headers, block);
        return block;
    }

    @TearDown
    public void close() {
        first.release();
        repeated.release();
    }

    @Benchmark
    public int huffmanLiterals() {
        return decode(first);
    }

    @Benchmark
    public int indexedFields() {
        return decode(repeated);
    }

    @Benchmark
    public int nettyHuffmanLiterals() throws Http2Exception {
        return nettyDecode(first);
    }

    @Benchmark
    public int nettyIndexedFields() throws Http2Exception {
        return nettyDecode(repeated);
    }

    /** The block of the fields that were read last, for a receiver that has not seen them. */
    @Benchmark
    public byte[] writtenAnew() {
        return encoder.add(text, text.count()).take();
    }

    private int decode(ByteBuf block) {
        text.clear();
        decoder.begin(text);
        var fault = decoder.read(view.wrap(block.memoryAddress(), block.writerIndex(), 0), 0, block.writerIndex());
        if (fault != null || decoder.end() != null) {
            throw new IllegalStateException("the block is a sound one");
        }
        return text.count();
    }

    /* What an adapter would have to do: fields come out as objects, inspection wants one run of native memory. */
    private int nettyDecode(ByteBuf block) throws Http2Exception {
        var start = nettyText.address();
        var at = start;
        for (var field : netty.decodeHeaders(STREAM, block.readerIndex(0))) {
            at = copy((AsciiString) field.getKey(), ':', ' ', at);
            at = copy((AsciiString) field.getValue(), '\r', '\n', at);
        }
        return (int) (at - start);
    }

    private static long copy(AsciiString text, char first, char second, long to) {
        NativeBytes.copy(text.array(), text.arrayOffset(), to, text.length());
        var end = to + text.length();
        NativeBytes.put(end, (byte) first);
        NativeBytes.put(end + 1, (byte) second);
        return end + 2;
    }
}
