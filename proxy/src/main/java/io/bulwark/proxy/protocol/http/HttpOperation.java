package io.bulwark.proxy.protocol.http;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** The operation of the request at hand, with its whole path. Used again for each request. */
public final class HttpOperation implements Operation {
    /** What policy and events call HTTP, whichever version of it. */
    public static final String PROTOCOL = "http";

    /** What policy and events call a gRPC call, which is an HTTP POST to {@code /service/method}. */
    public static final String GRPC = "grpc";

    private final CopiedBytes verb = new CopiedBytes();
    private final CopiedBytes resource = new CopiedBytes();
    private final RequestFacts facts = new RequestFacts();
    private String protocol = PROTOCOL;

    /** Forgets what the last request was. */
    public void clear() {
        verb.clear();
        resource.clear();
        facts.clear();
        protocol = PROTOCOL;
    }

    /** Copies what another operation says. */
    public void copy(Operation other) {
        copy(other.verb(), verb);
        copy(other.resource(), resource);
    }

    private static void copy(Bytes from, CopiedBytes to) {
        to.clear();
        to.reserve(from.length());
        for (var index = 0; index < from.length(); index++) {
            to.add(from.get(index));
        }
    }

    /** What the head says besides. */
    public RequestFacts facts() {
        return facts;
    }

    /** Copies the method, with which a request begins: what was said of the last one is forgotten. */
    public void method(ByteView view, int from, int to) {
        facts.clear();
        verb.set(view, from, to - from);
    }

    /** Copies the normal form of a path. */
    public void path(ByteView view, int from, int to) {
        PathNormaliser.normalise(view, from, to, resource);
    }

    /** Copies what stands in the place of a path and has no normal form: {@code *}, or an authority. */
    public void target(ByteView view, int from, int to) {
        resource.set(view, from, to - from);
    }

    /** Whether it is a gRPC call; it is not until this is said. */
    public void isGrpc(boolean grpc) {
        protocol = grpc ? GRPC : PROTOCOL;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public CopiedBytes verb() {
        return verb;
    }

    @Override
    public CopiedBytes resource() {
        return resource;
    }

    @Override
    public @Nullable Bytes attribute(Attribute attribute) {
        return facts.attribute(attribute);
    }

    @Override
    public boolean hasHeader(Bytes name) {
        return facts.hasHeader(name);
    }
}
