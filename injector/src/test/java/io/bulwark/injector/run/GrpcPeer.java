package io.bulwark.injector.run;

import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Both ends of a gRPC service by grpc-java, as a program of its own: {@code serve PORT}, or {@code call HOST PORT COUNT METHOD}, which prints the
 * status code of the last call.
 */
final class GrpcPeer {
    private static final String SERVICE = "shop.Orders";
    private static final List<String> METHODS = List.of("Place", "Cancel");

    private GrpcPeer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments[0].equals("serve")) {
            serve(Integer.parseInt(arguments[1])).awaitTermination();
        } else {
            call(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), arguments[4]);
        }
    }

    /** Begins to answer every call with what was asked. */
    static Server serve(int port) throws IOException {
        var service = ServerServiceDefinition.builder(SERVICE);
        for (var method : METHODS) {
            service.addMethod(method(method), ServerCalls.asyncUnaryCall((request, observer) -> {
                observer.onNext(request);
                observer.onCompleted();
            }));
        }
        return NettyServerBuilder.forPort(port, InsecureServerCredentials.create())
                .addService(service.build())
                .build()
                .start();
    }

    private static void call(String host, int port, int count, String method) {
        System.out.println(call(host, port, count, method, "\n\u0005order"));
    }

    /** The status code of the last of some calls with this message, whose bytes are given. */
    static String call(String host, int port, int count, String method, String message) {
        var channel = NettyChannelBuilder.forAddress(host, port, InsecureChannelCredentials.create())
                .build();
        try {
            for (int i = 0; i < count; i++) {
                var _ = ClientCalls.blockingUnaryCall(channel, method(method), CallOptions.DEFAULT, message);
            }
            return "OK";
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode().toString();
        } finally {
            channel.shutdownNow();
        }
    }

    private static MethodDescriptor<String, String> method(String name) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    /** A message whose bytes are given. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public String parse(InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
