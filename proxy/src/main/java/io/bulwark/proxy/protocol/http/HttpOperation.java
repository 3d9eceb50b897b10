package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Operation;
import io.bulwark.proxy.stream.ByteView;

/** The operation of the request at hand, with its whole path. Used again for each request. */
final class RequestOperation implements Operation {
    private final CopiedBytes verb = new CopiedBytes();
    private final CopiedBytes resource = new CopiedBytes();

    void read(ByteView head, RequestLine line) {
        verb.set(head, 0, line.methodEnd());
        if (line.method() == Method.CONNECT || head.get(line.targetStart()) == '*') {
            resource.set(head, line.targetStart(), line.targetEnd() - line.targetStart());
        } else {
            PathNormaliser.normalise(head, line.pathStart(), line.pathEnd(), resource);
        }
    }

    @Override
    public String protocol() {
        return Http1Protocol.NAME;
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
