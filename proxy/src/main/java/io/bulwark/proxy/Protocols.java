package io.bulwark.proxy;

import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.protocol.http2.Http2Protocol;
import io.bulwark.proxy.protocol.mysql.MysqlProtocol;
import io.bulwark.proxy.protocol.tls.TlsProtocol;
import java.util.List;

/** Every protocol that the proxy can tell, in the order in which detection asks. A new one is one line here. */
public final class Protocols {
    private static final Http2Protocol HTTP2 = new Http2Protocol();
    private static final List<Protocol> ALL =
            List.of(new TlsProtocol(), new Http1Protocol(HTTP2), HTTP2, new MysqlProtocol());

    private Protocols() {}

    public static List<Protocol> all() {
        return ALL;
    }
}
