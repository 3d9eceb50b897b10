package io.bulwark.proxy.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/** TLS to the application as the kubelet's probes speak it: whatever certificate is shown will do. Made at the first use. */
final class AnyCertificate {
    private static final SslContext CLIENT = client();

    private AnyCertificate() {}

    private static SslContext client() {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("the JDK has no TLS", impossible);
        }
    }

    static ChannelHandler handler(Channel channel) {
        return CLIENT.newHandler(channel.alloc());
    }
}
