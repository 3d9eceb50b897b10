package io.bulwark.proxy.protocol.http;

import io.bulwark.proxy.protocol.Operation;
import io.bulwark.proxy.stream.ByteView;

/** The operation of the request at hand, with its whole path. Used again for each request. */
public final class HttpOperation implements Operation {
    /** What policy and events call HTTP, whichever version of it. */
    public static final String PROTOCOL = "http";

    private final CopiedBytes verb = new CopiedBytes();
    private final CopiedBytes resource = new CopiedBytes();

    /** Copies the method. */
    public void method(ByteView view, int from, int to) {
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

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public CopiedBytes verb() {
        return verb;
    }

    @Override
    public CopiedBytes resource() {
        return resource;
    }
}
