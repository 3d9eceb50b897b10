package io.bulwark.proxy.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The methods of the service {@code orders.v1.Orders}, as generated code would name them. */
final class Orders {
    static final String SERVICE = "orders.v1.Orders";

    static final MethodDescriptor<Order, Order> PLACE = method("Place", MethodType.UNARY);
    static final MethodDescriptor<Order, Order> FAIL = method("Fail", MethodType.UNARY);
    static final MethodDescriptor<Order, Order> SLOW = method("Slow", MethodType.UNARY);
    static final MethodDescriptor<Order, Order> LARGE = method("Large", MethodType.UNARY);
    static final MethodDescriptor<Order, Order> WATCH = method("Watch", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<Order, Order> UPLOAD = method("Upload", MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<Order, Order> CHAT = method("Chat", MethodType.BIDI_STREAMING);

    private Orders() {}

    private static MethodDescriptor<Order, Order> method(String name, MethodType type) {
        return MethodDescriptor.newBuilder(Order.MARSHALLER, Order.MARSHALLER)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .build();
    }
}
