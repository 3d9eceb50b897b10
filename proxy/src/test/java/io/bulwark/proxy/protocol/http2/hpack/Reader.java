package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.stream.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder with a text to decode into, fed with whole blocks or with blocks in pieces. */
final class Reader {
    private static final int PLENTY = 1 << 20;

    final HeaderText text;
    final HpackDecoder decoder;

    Reader() {
        this(4096);
    }

    Reader(int maxTableBytes) {
        this(maxTableBytes, new HeaderText(PLENTY, PLENTY, PLENTY));
    }

    Reader(int maxTableBytes, HeaderText text) {
        this.decoder = new HpackDecoder(maxTableBytes);
        this.text = text;
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    @Nullable
    HpackFault read(String hex) {
        return read(hex(hex));
    }

    /** Decodes a block that comes whole. */
    @Nullable
    HpackFault read(byte[] block) {
        return read(block, block.length);
    }

    /** Decodes a block that comes in two pieces. */
    @Nullable
    HpackFault read(byte[] block, int cut) {
        begin();
        piece(block, 0, cut);
        piece(block, cut, block.length);
        return decoder.end();
    }

    /** Decodes a block that comes a byte at a time. */
    @Nullable
    HpackFault readBytes(byte[] block) {
        begin();
        for (var index = 0; index < block.length; index++) {
            piece(block, index, index + 1);
        }
        return decoder.end();
    }

    void begin() {
        text.clear();
        decoder.begin(text);
    }

    /* Every piece lies in memory of its own, which is gone when the next one comes. */
    @Nullable
    HpackFault piece(byte[] block, int from, int to) {
        var piece = new NativeBytes(java.util.Arrays.copyOfRange(block, from, to));
        return decoder.read(piece.show(new ByteView(), 0), 0, to - from);
    }

    /** The fields of the last block, each as {@code name: value}, by their indexes. */
    List<String> fields() {
        var fields = new ArrayList<String>();
        for (var field = 0; field < text.count(); field++) {
            fields.add(string(text.nameFrom(field), text.nameTo(field)) + ": "
                    + string(text.valueFrom(field), text.valueTo(field)));
        }
        return fields;
    }

    /** The whole text of the last block. */
    String lines() {
        return string(0, text.text().length());
    }

    private String string(int from, int to) {
        var bytes = new byte[to - from];
        text.text().copyTo(from, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
