package io.bulwark.policy.proof;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call that was seen, and who made it; kept for as long as anybody likes.
 *
 * @param peer the 4 or 16 bytes of the other end's address
 * @param port the destination port
 * @param parts at least one
 * @param headers names of header fields, in lower case
 * @param count how often it was seen
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordedCall(
        FlowSide side,
        byte[] peer,
        int port,
        String protocol,
        List<Part> parts,
        Map<Attribute, Text> attributes,
        Set<String> headers,
        long count) {

    /** One thing that the call does. */
    public record Part(Text verb, Text resource) {}

    /** Bytes that are kept. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Text(byte[] bytes) implements Bytes {

        /** The bytes of a text in UTF-8. */
        public static Text of(String text) {
            return new Text(text.getBytes(StandardCharsets.UTF_8));
        }

        /** A copy of bytes that are only lent. */
        public static Text copyOf(Bytes lent) {
            var copy = new byte[lent.length()];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = lent.get(i);
            }
            return new Text(copy);
        }

        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public byte get(int index) {
            return bytes[index];
        }

        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public RecordedCall {
        parts = List.copyOf(parts);
        attributes = Map.copyOf(attributes);
        headers = Set.copyOf(headers);
        if (parts.isEmpty() || count < 1) {
            throw new IllegalArgumentException("a call must have a part and have been seen");
        }
    }

    /** The longest call that is copied, in bytes of its verbs, resources and attributes; of a longer one the rest is left out. */
    public static final int MAX_BYTES = 16_384;

    /** A copy of a call that is only lent: as many of its parts and attributes as fit. Names of header fields are not copied. */
    public static RecordedCall of(FlowSide side, byte[] peer, int port, Operation operation) {
        List<Part> parts = new ArrayList<>();
        int left = MAX_BYTES;
        for (int part = 0; part < operation.parts(); part++) {
            int length =
                    operation.verb(part).length() + operation.resource(part).length();
            if (length > left && part > 0) {
                break;
            }
            left -= length;
            parts.add(new Part(Text.copyOf(operation.verb(part)), Text.copyOf(operation.resource(part))));
        }
        Map<Attribute, Text> attributes = new EnumMap<>(Attribute.class);
        for (var attribute : Attribute.values()) {
            var value = operation.attribute(attribute);
            if (value != null && value.length() <= left) {
                left -= value.length();
                attributes.put(attribute, Text.copyOf(value));
            }
        }
        return new RecordedCall(side, peer, port, operation.protocol(), parts, attributes, Set.of(), 1);
    }

    /** The same call, seen so many times. */
    public RecordedCall times(long times) {
        return new RecordedCall(side, peer, port, protocol, parts, attributes, headers, times);
    }

    /** The same call by somebody else. */
    RecordedCall by(byte[] other) {
        return new RecordedCall(side, other, port, protocol, parts, attributes, headers, count);
    }

    /** The call as policy asks about it. */
    public Operation operation() {
        return new Asked(this);
    }

    /** Verb and resource of the first part. */
    public String told() {
        var first = parts.getFirst();
        return (first.verb() + " " + first.resource()).strip();
    }

    /** The same with pieces that look like ids replaced by their type. */
    public String general() {
        return General.operation(this);
    }

    private record Asked(RecordedCall call) implements Operation {
        @Override
        public String protocol() {
            return call.protocol;
        }

        @Override
        public Bytes verb() {
            return verb(0);
        }

        @Override
        public Bytes resource() {
            return resource(0);
        }

        @Override
        public int parts() {
            return call.parts.size();
        }

        @Override
        public Bytes verb(int part) {
            return call.parts.get(part).verb();
        }

        @Override
        public Bytes resource(int part) {
            return call.parts.get(part).resource();
        }

        @Override
        public boolean hasHeader(Bytes name) {
            return call.headers.contains(Text.copyOf(name).toString());
        }

        @Override
        public @Nullable Bytes attribute(Attribute attribute) {
            return call.attributes.get(attribute);
        }
    }
}
