package io.bulwark.benchmarks;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A gRPC server that accepts every order at once. */
public final class GrpcServer {
    private GrpcServer() {}

    /** Argument: the port to listen on. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 1) {
            System.err.println("Usage: GrpcServer PORT");
            System.exit(2);
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var orders = ServerServiceDefinition.builder("orders.v1.Orders")
                .addMethod(GrpcOrders.PLACE, ServerCalls.asyncUnaryCall(GrpcServer::place))
                .build();
        NettyServerBuilder.forAddress(address)
                .directExecutor()
                .addService(orders)
                .build()
                .start()
                .awaitTermination();
    }

    private static void place(byte[] order, StreamObserver<byte[]> client) {
        client.onNext(GrpcOrders.ANSWER);
        client.onCompleted();
    }
}
