package io.bulwark.proxy.grpc;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.atomic.AtomicReference;

/** The metadata of the last answer on a channel. */
final class Captured {
    private final AtomicReference<Metadata> headers = new AtomicReference<>();
    private final AtomicReference<Metadata> trailers = new AtomicReference<>();

    /** The same channel, on which calls send this metadata, and that of their answers is captured. */
    Channel around(Channel channel, Metadata sent) {
        return ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    }

    Metadata headers() {
        return requireNonNull(headers.get());
    }

    Metadata trailers() {
        return requireNonNull(trailers.get());
    }
}
