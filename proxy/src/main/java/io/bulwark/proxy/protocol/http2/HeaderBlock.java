package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.Limits;
import io.bulwark.proxy.protocol.http2.hpack.HeaderText;
import io.bulwark.proxy.protocol.http2.hpack.HpackDecoder;
import io.bulwark.proxy.protocol.http2.hpack.HpackFault;
import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The header block at hand in one direction, from HEADERS or PUSH_PROMISE to END_HEADERS, and what it decodes to. */
final class HeaderBlock {
    /** A block of more frames than this is a flood, whatever is in them. */
    private static final int MAX_FRAMES = 64;

    /** So much more than its text may have is read of a block on the wire, so that one that is too large costs one stream only. */
    private static final int BEYOND_TEXT = 32 * 1024;

    private final HeaderText section;
    private final HpackDecoder decoder = new HpackDecoder(SettingsFrame.MAX_TABLE);
    private final HeadFields fields;
    private final ByteView lines = new ByteView();
    private final SharedTable table;
    private final int maxBytes;
    private boolean open;
    private long offset;
    private int stream;
    private boolean endsStream;
    private final byte[] prefix = new byte[Layout.MAX_PREFIX];
    private int prefixLength;
    private int promised;
    private boolean promise;
    private int wireLength;
    private int frameCount;
    private int fieldCount;
    private @Nullable HpackFault fault;

    HeaderBlock(Limits limits, SharedTable table) {
        this.table = table;
        section = new HeaderText(limits.maxHeadBytes(), limits.maxLineBytes(), limits.maxHeaders());
        fields = new HeadFields(section);
        maxBytes = limits.maxHeadBytes() + BEYOND_TEXT;
    }

    /** A HEADERS or PUSH_PROMISE frame begins. */
    @Nullable
    Http2Anomaly begin(FrameReader frame) {
        open = true;
        offset = frame.start();
        stream = frame.stream();
        endsStream = frame.has(FrameType.END_STREAM);
        wireLength = 0;
        frameCount = 0;
        fault = null;
        section.clear();
        decoder.begin(section);
        return goOn(frame.length());
    }

    /** One more frame of the block begins. */
    @Nullable
    Http2Anomaly goOn(int frameLength) {
        wireLength += Frames.HEADER + frameLength;
        frameCount++;
        return wireLength > maxBytes || frameCount > MAX_FRAMES ? Http2Anomaly.CONTINUATION_FLOOD : null;
    }

    @Nullable
    Http2Anomaly read(ByteView content) {
        if (content.length() > 0) {
            fault = decoder.read(content, 0, content.length());
        }
        return fault == null ? null : Http2Anomaly.HPACK;
    }

    /** The first frame is complete; keeps what stood before its part of the block. */
    void prefix(Layout layout, boolean isPromise) {
        prefixLength = layout.prefixLength();
        System.arraycopy(layout.prefix(), 0, prefix, 0, prefixLength);
        promised = isPromise ? layout.promised() : 0;
        promise = isPromise;
    }

    /** The block is complete; false when it does not decode. */
    boolean end() {
        open = false;
        fieldCount = section.count();
        return decoder.end() == null;
    }

    /** Reads what the section says; says what is wrong with it. */
    @Nullable
    Http2Anomaly readFields(HeadFields.Section kind) {
        var wrong = section.overflowed() ? null : fields.read(kind);
        return section.overflowed() ? Http2Anomaly.HEADER_LIST_TOO_LARGE : wrong;
    }

    HeadFields fields() {
        return fields;
    }

    /** The lines of the section but for its pseudo-fields, with the authority as Host, as HTTP/1 would have them. */
    ByteView lines() {
        var from = fields.regularFrom();
        return lines.window(fields.text(), from, fields.text().length() - from);
    }

    /** Whether the block can go on: one that was not read whole cannot be written anew. */
    boolean canForward() {
        return !table.isLeft() || !section.overflowed();
    }

    /** Where the block begins in its lane. */
    long offset() {
        return offset;
    }

    boolean isOpen() {
        return open;
    }

    int stream() {
        return stream;
    }

    boolean endsStream() {
        return endsStream;
    }

    boolean isPromise() {
        return promise;
    }

    int promised() {
        return promised;
    }

    /** How many bytes its frames have. */
    int wireLength() {
        return wireLength;
    }

    /** The block in frames of its own that need no table. */
    byte[] rewritten() {
        var bytes = table.newBlock().add(section, fieldCount).take();
        return promise
                ? Frames.pushPromise(stream, promised, bytes)
                : Frames.headers(stream, endsStream, Arrays.copyOf(prefix, prefixLength), bytes);
    }
}
