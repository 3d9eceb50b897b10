package io.bulwark.proxy.grpc;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.net.InetSocketAddress;

/** The two client transports of gRPC for Java: they share no HTTP/2 code, and encode header blocks differently. */
enum GrpcClient {
    NETTY {
        @Override
        ManagedChannelBuilder<?> to(String host, int port) {
            return NettyChannelBuilder.forAddress(host, port, InsecureChannelCredentials.create());
        }
    },
    OKHTTP {
        @Override
        ManagedChannelBuilder<?> to(String host, int port) {
            return OkHttpChannelBuilder.forAddress(host, port, InsecureChannelCredentials.create());
        }
    };

    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    abstract ManagedChannelBuilder<?> to(String host, int port);

    /** One connection at a time, made when the first call needs it. */
    ManagedChannel connect(InetSocketAddress address) {
        return to(address.getAddress().getHostAddress(), address.getPort())
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }
}
