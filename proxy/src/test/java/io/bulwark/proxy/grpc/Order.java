package io.bulwark.proxy.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The message of all calls, on the wire what protoc makes of
 * {@code message Order { string id = 1; string note = 2; int32 count = 3; bytes attachment = 4; }}.
 */
record Order(String id, String note, int count, ByteString attachment) {
    static final MethodDescriptor.Marshaller<Order> MARSHALLER = new Marshaller();

    private static final int ID = 1;
    private static final int NOTE = 2;
    private static final int COUNT = 3;
    private static final int ATTACHMENT = 4;

    static Order of(String id) {
        return new Order(id, "", 0, ByteString.EMPTY);
    }

    static Order counting(int count) {
        return new Order("", "", count, ByteString.EMPTY);
    }

    Order saying(String text) {
        return new Order(id, text, count, attachment);
    }

    Order counted(int number) {
        return new Order(id, note, number, attachment);
    }

    Order with(ByteString bytes) {
        return new Order(id, note, count, bytes);
    }

    private static final class Marshaller implements MethodDescriptor.Marshaller<Order> {
        @Override
        public InputStream stream(Order order) {
            var length = CodedOutputStream.computeStringSize(ID, order.id)
                    + CodedOutputStream.computeStringSize(NOTE, order.note)
                    + CodedOutputStream.computeInt32Size(COUNT, order.count)
                    + CodedOutputStream.computeBytesSize(ATTACHMENT, order.attachment);
            var bytes = new byte[length];
            var out = CodedOutputStream.newInstance(bytes);
            try {
                out.writeString(ID, order.id);
                out.writeString(NOTE, order.note);
                out.writeInt32(COUNT, order.count);
                out.writeBytes(ATTACHMENT, order.attachment);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public Order parse(InputStream stream) {
            try {
                var in = CodedInputStream.newInstance(stream);
                var order = of("");
                for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    order = switch (tag >>> 3) {
                        case ID -> new Order(in.readStringRequireUtf8(), order.note, order.count, order.attachment);
                        case NOTE -> order.saying(in.readStringRequireUtf8());
                        case COUNT -> order.counted(in.readInt32());
                        case ATTACHMENT -> order.with(in.readBytes());
                        default -> throw new IOException("an order has no field " + (tag >>> 3));
                    };
                }
                return order;
            } catch (IOException failure) {
                throw Status.INTERNAL
                        .withDescription("not an order")
                        .withCause(failure)
                        .asRuntimeException();
            }
        }
    }
}
