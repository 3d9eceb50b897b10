package io.bulwark.proxy.grpc;

import java.util.Arrays;
import java.util.stream.Stream;

/** Which client asks, and what stands between it and the server. */
record Way(GrpcClient client, Route route) {
    static Stream<Way> all() {
        return Arrays.stream(GrpcClient.values())
                .flatMap(client -> Arrays.stream(Route.values()).map(route -> new Way(client, route)));
    }
}
