package io.bulwark.proxy.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections that a server has had. */
final class ServerTransports extends ServerTransportFilter {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Attributes transportReady(Attributes attributes) {
        count.incrementAndGet();
        return attributes;
    }

    int count() {
        return count.get();
    }
}
