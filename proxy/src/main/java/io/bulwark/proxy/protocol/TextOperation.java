package io.bulwark.proxy.protocol;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import java.nio.charset.StandardCharsets;

/** An operation made of text, for protocols that have one operation a flow. Immutable. */
public record TextOperation(String protocol, Bytes verb, Bytes resource) implements Operation {
    private static final class Text implements Bytes {
        private final byte[] bytes;

        private Text(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public byte get(int index) {
            return bytes[index];
        }
    }

    /** @param resource may be empty */
    public static TextOperation of(String protocol, String verb, String resource) {
        return new TextOperation(protocol, bytes(verb), bytes(resource));
    }

    private static Bytes bytes(String text) {
        return new Text(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
