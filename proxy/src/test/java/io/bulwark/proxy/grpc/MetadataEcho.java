package io.bulwark.proxy.grpc;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says the test's own metadata back, in the headers and in the trailers, and keeps what came. */
final class MetadataEcho implements ServerInterceptor {
    static final Metadata.Key<String> TEXT = Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> BINARY = Metadata.Key.of("x-binary-bin", Metadata.BINARY_BYTE_MARSHALLER);
    static final Metadata.Key<String> ENCODING = Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

    /** The headers of all calls. */
    final List<Metadata> received = new CopyOnWriteArrayList<>();

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        received.add(headers);
        // Where the client's message was compressed, the answer is too.
        if ("gzip".equals(headers.get(ENCODING))) {
            call.setCompression("gzip");
        }
        return next.startCall(new Echoing<>(call, headers), headers);
    }

    private static void copy(Metadata from, Metadata to) {
        for (var key : List.of(TEXT, BINARY)) {
            copy(key, from, to);
        }
    }

    private static <T> void copy(Metadata.Key<T> key, Metadata from, Metadata to) {
        var values = from.getAll(key);
        if (values != null) {
            values.forEach(value -> to.put(key, value));
        }
    }

    private static final class Echoing<A, B> extends ForwardingServerCall.SimpleForwardingServerCall<A, B> {
        private final Metadata echo;

        private Echoing(ServerCall<A, B> call, Metadata echo) {
            super(call);
            this.echo = echo;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            copy(echo, headers);
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            copy(echo, trailers);
            super.close(status, trailers);
        }
    }
}
