package io.bulwark.proxy.protocol.http2.hpack;

import io.bulwark.proxy.stream.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A decoder with a text to decode into, fed with whole blocks or with blocks in pieces. */
final class Reader {
    private static final int PLENTY = 1 << 20;
    private static final int SHORT_INDEXES = 127;

    private final DynamicTable table = new DynamicTable();
    private final LineMemory memory = new LineMemory();
    private final ByteView view = new ByteView();
    final HeaderText text;
    final HpackDecoder decoder;

    Reader() {
        this(4096);
    }

    Reader(int maxTableBytes) {
        this(maxTableBytes, new HeaderText(PLENTY, PLENTY, PLENTY));
    }

    Reader(int maxTableBytes, HeaderText text) {
        this.decoder = new HpackDecoder(maxTableBytes, table);
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

    /** Decodes a block that comes in pieces of any size. */
    @Nullable
    HpackFault readInPieces(byte[] block, Random random) {
        begin();
        for (var from = 0; from < block.length; ) {
            var to = Math.min(block.length, from + 1 + random.nextInt(40));
            piece(block, from, to);
            from = to;
        }
        return decoder.end();
    }

    void begin() {
        text.clear();
        decoder.begin(text);
    }

    /* The memory of a piece is that of the next one too, so that nobody can lean on it. */
    @Nullable
    HpackFault piece(byte[] block, int from, int to) {
        memory.cutTo(0);
        memory.reserve(to - from);
        memory.put(block, from, to - from);
        return decoder.read(view.wrap(memory.address(), memory.length(), 0), 0, to - from);
    }

    /** The fields of the last block, each as {@code name: value}, by their indexes. */
    List<String> fields() {
        return fields(text);
    }

    static List<String> fields(HeaderText text) {
        var fields = new ArrayList<String>();
        for (var field = 0; field < text.count(); field++) {
            fields.add(string(text, text.nameFrom(field), text.nameTo(field)) + ": "
                    + string(text, text.valueFrom(field), text.valueTo(field)));
        }
        return fields;
    }

    /** The fields of the last block in the order of Netty, which puts those with a colon in front first. */
    List<String> pseudoFirst() {
        return Stream.concat(
                        fields().stream().filter(field -> isPseudo(field)),
                        fields().stream().filter(field -> !isPseudo(field)))
                .toList();
    }

    private static boolean isPseudo(String field) {
        return field.startsWith(":") && !field.startsWith(": ");
    }

    /** What the dynamic table holds, the newest entry first. */
    List<String> table() {
        var entries = new HeaderText(PLENTY, PLENTY, PLENTY);
        decoder.begin(entries);
        for (var entry = 1; entry <= table.count(); entry++) {
            var block = index(StaticTable.LAST + entry);
            piece(block, 0, block.length);
        }
        return fields(entries);
    }

    /** A field of a table. */
    private static byte[] index(int index) {
        var rest = index - SHORT_INDEXES;
        return rest < 0
                ? new byte[] {(byte) (0x80 + index)}
                : new byte[] {(byte) 0xff, (byte) (0x80 | rest), (byte) (rest >> 7)};
    }

    /** The whole text of the last block. */
    String lines() {
        return string(text, 0, text.text().length());
    }

    private static String string(HeaderText text, int from, int to) {
        var bytes = new byte[to - from];
        text.text().copyTo(from, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
