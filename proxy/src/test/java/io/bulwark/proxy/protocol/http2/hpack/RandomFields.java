package io.bulwark.proxy.protocol.http2.hpack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Header sections as they could be, with repetitions, and with everything that they should not have. */
final class RandomFields {
    private static final List<String> NAMES = List.of(
            ":method",
            ":path",
            ":authority",
            ":status",
            "accept",
            "user-agent",
            "cookie",
            "x-request-id",
            "secret-token",
            "a");
    private static final String COMMON = "abcdefghijklmnopqrstuvwxyz0123456789-/.=%&; ";
    private static final int BYTE_VALUES = 256;

    private final Random random;
    private final List<String> values = new ArrayList<>(List.of("GET", "POST", "/", "200", "", "gzip, deflate"));

    RandomFields(Random random) {
        this.random = random;
    }

    List<Map.Entry<String, String>> section() {
        var fields = new ArrayList<Map.Entry<String, String>>();
        for (var count = random.nextInt(14); count > 0; count--) {
            fields.add(Map.entry(name(), value()));
        }
        return fields;
    }

    /** Blocks of one connection, as Netty writes them, with changes of the table's size up to {@code maxTableBytes}. */
    List<byte[]> blocks(int count, int maxTableBytes) {
        var netty = new NettyHpack(random.nextBoolean() ? 0 : 1 << 20);
        var blocks = new ArrayList<byte[]>();
        for (var block = 0; block < count; block++) {
            for (var change = random.nextInt(6); change > 0 && change <= 2; change--) {
                netty.tableOfEncoder(random.nextInt(4) == 0 ? random.nextInt(maxTableBytes + 1) : random.nextInt(300));
            }
            blocks.add(netty.encode(section()));
        }
        return blocks;
    }

    private String name() {
        return random.nextInt(10) == 0 ? text(1 + random.nextInt(30)) : NAMES.get(random.nextInt(NAMES.size()));
    }

    private String value() {
        if (random.nextInt(3) > 0) {
            return values.get(random.nextInt(values.size()));
        }
        var value = text(random.nextInt(random.nextInt(10) == 0 ? 6000 : 60));
        values.add(value);
        return value;
    }

    private String text(int length) {
        var text = new StringBuilder();
        var anyByte = random.nextInt(4) == 0;
        for (var index = 0; index < length; index++) {
            text.append(anyByte ? (char) random.nextInt(BYTE_VALUES) : COMMON.charAt(random.nextInt(COMMON.length())));
        }
        return text.toString();
    }
}
