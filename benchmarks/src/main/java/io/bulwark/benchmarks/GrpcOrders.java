package io.bulwark.benchmarks;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The one call that is measured: {@code orders.v1.Orders/Place}, whose messages are protobuf of a few short strings. */
final class GrpcOrders {
    static final MethodDescriptor<byte[], byte[]> PLACE = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodType.UNARY)
            .setFullMethodName("orders.v1.Orders/Place")
            .build();

    static final byte[] ORDER = message("8231", "c-48213", "Rain jacket, dark green", "Ada Example, Long Lane 12");
    static final byte[] ATTACK = message("8231", "c-48213", "' UNION SELECT password FROM users--", "Ada Example");
    static final byte[] ANSWER = message("8231", "accepted");

    private GrpcOrders() {}

    /** Fields 1, 2, … of these texts, each shorter than 128 bytes. */
    private static byte[] message(String... texts) {
        var bytes = new ByteArrayOutputStream();
        for (var index = 0; index < texts.length; index++) {
            bytes.write((index + 1) << 3 | 2);
            bytes.write(texts[index].length());
            bytes.writeBytes(texts[index].getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failure) {
                throw Status.INTERNAL.withCause(failure).asRuntimeException();
            }
        }
    }
}
