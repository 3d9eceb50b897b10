package io.bulwark.proxy;

import io.bulwark.proxy.config.DeclaredProtocol;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.protocol.http2.Http2Protocol;
import io.bulwark.proxy.protocol.mysql.MysqlProtocol;
import io.bulwark.proxy.protocol.opaque.OpaqueProtocol;
import io.bulwark.proxy.protocol.redis.RedisProtocol;
import io.bulwark.proxy.protocol.tls.TlsProtocol;
import java.util.List;

/** Every protocol that the proxy can tell, in the order in which detection asks. A new one is one line here. */
public final class Protocols {
    private static final Http2Protocol HTTP2 = new Http2Protocol();
    private static final List<Protocol> ALL =
            List.of(new TlsProtocol(), new Http1Protocol(HTTP2), HTTP2, new RedisProtocol(), new MysqlProtocol());

    private Protocols() {}

    public static List<Protocol> all() {
        return ALL;
    }

    /** The protocol that is meant by a declaration. One that the proxy cannot read yet is detected by nobody either: nothing of it is read. */
    static Protocol declared(DeclaredProtocol declared) {
        return switch (declared) {
            case HTTP, TLS, REDIS, MYSQL, TCP -> named(declared.id());
            case HTTP2, GRPC -> HTTP2;
        };
    }

    private static Protocol named(String name) {
        return ALL.stream()
                .filter(protocol -> protocol.name().equals(name))
                .findFirst()
                .orElseGet(() -> new OpaqueProtocol(name));
    }
}
