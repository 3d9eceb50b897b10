package io.bulwark.benchmarks.learning;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One call to a service that is made up.
 *
 * @param query empty for none
 * @param content in the form of a query, as the proxy brings it into; empty for none
 * @param succeeds whether the service answers it
 */
record Call(
        String peer,
        int port,
        String protocol,
        String method,
        String path,
        String query,
        String content,
        boolean succeeds)
        implements Operation {

    private static final class Text implements Bytes {
        private final byte[] bytes;

        Text(byte[] bytes) {
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

    @Override
    public Bytes verb() {
        return text(method);
    }

    @Override
    public Bytes resource() {
        return text(path);
    }

    @Override
    public @Nullable Bytes attribute(Attribute attribute) {
        var value = attribute == Attribute.QUERY ? query : attribute == Attribute.BODY ? content : "";
        return value.isEmpty() ? null : text(value);
    }

    Call by(String other) {
        return new Call(other, port, protocol, method, path, query, content, succeeds);
    }

    Call withMethod(String other) {
        return new Call(peer, port, protocol, other, path, query, content, succeeds);
    }

    Call withPath(String other) {
        return new Call(peer, port, protocol, method, other, query, content, succeeds);
    }

    Call withQuery(String other) {
        return new Call(peer, port, protocol, method, path, other, content, succeeds);
    }

    Call withContent(String other) {
        return new Call(peer, port, protocol, method, path, query, other, succeeds);
    }

    private static Text text(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }
}
