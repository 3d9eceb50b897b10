package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.protocol.Notation;
import io.bulwark.proxy.protocol.http2.hpack.HeaderText;
import io.bulwark.proxy.protocol.http2.hpack.HpackDecoder;
import io.bulwark.proxy.stream.ByteView;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;

/**
 * The receiving end of one direction's HPACK: shows the fields of a block, each with a mark for the form that it came in.
 *
 * <p>Netty's decoder says whether a receiver takes the block, after all that came before; the text is from ours, which keeps the order of
 * fields.
 */
final class ReceivingTable {
    private static final int PLENTY = 1 << 22;
    private static final int LAST_STATIC = 61;

    private final DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, PLENTY);
    private final HpackDecoder decoder = new HpackDecoder(SettingsFrame.MAX_TABLE);
    private final HeaderText text = new HeaderText(PLENTY, PLENTY, PLENTY);
    private byte[] block = {};
    private int at;

    /** The receiver's SETTINGS with this size have been acknowledged. */
    void limitTo(int size) {
        if (size < 0) {
            return;
        }
        try {
            netty.maxHeaderTableSize(size);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    String read(byte[] bytes) {
        try {
            netty.decodeHeaders(1, Unpooled.wrappedBuffer(bytes));
        } catch (Http2Exception e) {
            return "UNDECODABLE " + e.getMessage();
        }
        text.clear();
        decoder.begin(text);
        decoder.read(new NativeBytes(bytes).show(new ByteView(), 0), 0, bytes.length);
        decoder.end();
        return marked(bytes);
    }

    private String marked(byte[] bytes) {
        block = bytes;
        at = 0;
        var shown = new ArrayList<String>();
        var field = 0;
        while (at < block.length) {
            var first = block[at] & 0xFF;
            if (first >> 5 == 1) {
                shown.add("@" + integer(0x1F));
                continue;
            }
            shown.add(mark(first) + field(field++));
        }
        return String.join(" | ", shown);
    }

    private String field(int field) {
        var bytes = new byte[text.text().length()];
        text.text().copyTo(0, bytes, 0, bytes.length);
        var all = HeaderNotation.latin1(bytes);
        var name = all.substring(text.nameFrom(field), text.nameTo(field));
        return Notation.escape(name + " " + all.substring(text.valueFrom(field), text.valueTo(field)));
    }

    /** Steps over one field; says how it was coded, nothing for what leans on no table but the static one. */
    private String mark(int first) {
        if (first >= 0x80) {
            var index = integer(0x7F);
            return index > LAST_STATIC ? "#" + index + "=" : "";
        }
        var indexing = first >= 0x40;
        var index = integer(indexing ? 0x3F : 0x0F);
        var named = index > LAST_STATIC ? "#" + index + "=" : "";
        if (index == 0) {
            string();
        }
        string();
        return (indexing ? "+" : first >= 0x10 ? "!" : "") + named;
    }

    private void string() {
        var length = integer(0x7F);
        at += length;
    }

    private int integer(int mask) {
        var value = block[at++] & mask;
        if (value < mask) {
            return value;
        }
        var shift = 0;
        byte octet;
        do {
            octet = block[at++];
            value += (octet & 0x7F) << shift;
            shift += 7;
        } while (octet < 0);
        return value;
    }
}
