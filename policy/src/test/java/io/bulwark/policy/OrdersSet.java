package io.bulwark.policy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** A descriptor set of {@code /orders.v1.Orders/Place}, which takes an order with a note, in the ways to write it down. */
public final class OrdersSet {
    private OrdersSet() {}

    /** As a compiler writes it. */
    public static byte[] bytes() {
        var note = FieldDescriptorProto.newBuilder()
                .setName("note")
                .setNumber(1)
                .setType(FieldDescriptorProto.Type.TYPE_STRING)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
        var place = MethodDescriptorProto.newBuilder()
                .setName("Place")
                .setInputType(".orders.v1.Order")
                .setOutputType(".orders.v1.Order");
        var file = FileDescriptorProto.newBuilder()
                .setName("orders.proto")
                .setPackage("orders.v1")
                .addMessageType(DescriptorProto.newBuilder().setName("Order").addField(note))
                .addService(
                        ServiceDescriptorProto.newBuilder().setName("Orders").addMethod(place));
        return FileDescriptorSet.newBuilder().addFile(file).build().toByteArray();
    }

    /** As a document carries it. */
    public static String base64() {
        return base64(bytes());
    }

    /** The same made short. */
    public static String gzip() {
        return base64(gzip(bytes()));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
