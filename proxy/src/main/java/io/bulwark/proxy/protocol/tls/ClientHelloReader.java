package io.bulwark.proxy.protocol.tls;

import io.bulwark.proxy.stream.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads the server name out of a ClientHello that comes in pieces of any size (RFC 8446 section 4.1.2, RFC 6066 section 3).
 *
 * <p>What is not a well-formed ClientHello ends the reading without a name; nothing is refused here.
 */
final class ClientHelloReader {
    /*
     * The hello is a nest of lengths, possibly cut into several records. The records are taken off first (record()), so that
     * the handshake bytes are one run, collected into `hello` up to MAX bytes; the nest is then read once, when the length in
     * its header has been reached. A hello is small and comes once a connection, so that a copy of it is the simplest form.
     */
    private static final int MAX_HELLO = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int SERVER_NAME = 0;
    private static final int MAX_NAME = 255;
    private static final String NAME_BYTES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

    private final byte[] recordHeader = new byte[RECORD_HEADER];
    private byte[] hello = new byte[512];
    private int headerLength;
    private int recordLeft;
    private int length;
    private boolean done;
    private String name = "";

    /** Reads on; returns whether the reading is over. */
    boolean read(ByteView view) {
        var index = 0;
        while (!done && index < view.length()) {
            index = recordLeft == 0 ? readHeader(view, index) : readBody(view, index);
        }
        return done;
    }

    /** The name that the client asked for in lower case, or an empty text. */
    String serverName() {
        return name;
    }

    private int readHeader(ByteView view, int index) {
        recordHeader[headerLength++] = view.get(index);
        if (headerLength == RECORD_HEADER) {
            headerLength = 0;
            recordLeft = (recordHeader[3] & 0xFF) << 8 | (recordHeader[4] & 0xFF);
            done = recordHeader[0] != 0x16 || recordLeft == 0;
        }
        return index + 1;
    }

    private int readBody(ByteView view, int index) {
        var count = Math.min(Math.min(recordLeft, view.length() - index), MAX_HELLO - length);
        if (length + count > hello.length) {
            hello = Arrays.copyOf(hello, Math.min(MAX_HELLO, Math.max(hello.length * 2, length + count)));
        }
        view.copyTo(index, hello, length, count);
        length += count;
        recordLeft -= count;
        if (length >= HANDSHAKE_HEADER) {
            var wanted = HANDSHAKE_HEADER + number(1, 3);
            if (length >= wanted || length == MAX_HELLO) {
                name = findName(Math.min(length, wanted));
                done = true;
            }
        }
        return index + count;
    }

    /** The big-endian number of {@code bytes} bytes at {@code at}; 0 where the hello ends before it. */
    private int number(int at, int bytes) {
        var value = 0;
        for (var index = at; index < at + bytes; index++) {
            value = value << 8 | (index < length ? hello[index] & 0xFF : 0);
        }
        return value;
    }

    private String findName(int end) {
        var at = HANDSHAKE_HEADER + 2 + 32;
        at += 1 + number(at, 1);
        at += 2 + number(at, 2);
        at += 1 + number(at, 1);
        at += 2;
        while (at + 4 <= end) {
            var extensionLength = number(at + 2, 2);
            if (number(at, 2) == SERVER_NAME) {
                return nameIn(at + 4, Math.min(end, at + 4 + extensionLength));
            }
            at += 4 + extensionLength;
        }
        return "";
    }

    /** A list length (2), a name type (1, zero for a host name), a name length (2), the name. */
    private String nameIn(int at, int end) {
        var nameLength = number(at + 3, 2);
        if (at + 5 + nameLength > end || nameLength > MAX_NAME || number(at + 2, 1) != 0) {
            return "";
        }
        for (var index = at + 5; index < at + 5 + nameLength; index++) {
            if (NAME_BYTES.indexOf(hello[index]) < 0) {
                return "";
            }
        }
        return new String(hello, at + 5, nameLength, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }
}
