package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Namespace;
import io.bulwark.testbed.Requirements;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel tells about the original destination under the rules that are really loaded. */
@Tag("netns")
final class OriginalDestinationTest {
    /* SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST share the number 80; the level tells them apart (linux/netfilter_ipv4.h). */
    private static final RawUnixChannelOption V4 = new RawUnixChannelOption("SO_ORIGINAL_DST", 0, 80, 16);
    private static final RawUnixChannelOption V6 = new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", 41, 80, 28);
    private static final int APP = 8080;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<Answers> accepted = new ArrayBlockingQueue<>(16);
    private PodNetwork network;

    /** What one accepted connection says of itself. */
    private record Answers(InetSocketAddress local, String v4, String v6) {}

    @BeforeAll
    static void theMachineHasWhatIsNeeded() {
        Requirements.check();
    }

    @BeforeEach
    void build() {
        network = new PodNetwork();
    }

    @AfterEach
    void tearDown() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        network.close();
    }

    @Test
    void aDualStackListenerKnowsAnInboundV4DestinationByTheV4Option() throws Exception {
        // Given
        listen(new InetSocketAddress("::", 15006));
        new Interception(network.pod()).apply();
        // When
        var answers = connect(network.client(), Family.V4.pod(APP));
        // Then
        assertThat(answers.v4()).isEqualTo("10.77.0.2:8080");
        assertThat(answers.local().getPort()).isEqualTo(15006);
    }

    @Test
    void aDualStackListenerKnowsAnInboundV6DestinationByTheV6Option() throws Exception {
        // Given
        listen(new InetSocketAddress("::", 15006));
        new Interception(network.pod()).apply();
        // When
        var answers = connect(network.client(), Family.V6.pod(APP));
        // Then
        assertThat(answers.v6()).isEqualTo("fd77:0:0:0:0:0:0:2:8080");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anOutboundConnectionArrivesOnLoopbackAndKnowsItsDestination(Family family) throws Exception {
        // Given
        listen(family.loopback(15001));
        new Interception(network.pod()).apply();
        // When
        var answers = connect(network.pod(), family.client(APP));
        // Then
        assertThat(answers.local()).isEqualTo(family.loopback(15001));
        assertThat(family == Family.V4 ? answers.v4() : answers.v6())
                .isEqualTo(family.client(APP).getAddress().getHostAddress() + ":" + APP);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aDirectConnectionHasNoOtherDestinationThanTheListener(Family family) throws Exception {
        // Given
        listen(new InetSocketAddress("::", 15006));
        // When
        var answers = connect(network.client(), family.pod(15006));
        // Then
        var own = family.pod(15006).getAddress().getHostAddress() + ":15006";
        assertThat(family == Family.V4 ? answers.v4() : answers.v6()).isIn("none", own);
        assertThat(family == Family.V4 ? answers.v6() : answers.v4()).isIn("none", own);
    }

    @Test
    void twoPortsReachedFromOnePortKeepTheirDestinations() throws Exception {
        // Given
        listen(new InetSocketAddress("::", 15006));
        new Interception(network.pod()).apply();
        try (var first = network.client().connect(Family.V4.pod(APP), 40_000);
                var second = network.client().connect(Family.V4.pod(9090), 40_000)) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            // When
            var seen = new String[] {take().v4(), take().v4()};
            // Then
            assertThat(seen).containsExactlyInAnyOrder("10.77.0.2:8080", "10.77.0.2:9090");
        }
    }

    private void listen(InetSocketAddress address) throws Exception {
        network.pod()
                .call(() -> new ServerBootstrap()
                        .group(loops)
                        .channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                accepted.add(answersOf(channel));
                            }
                        })
                        .bind(address)
                        .syncUninterruptibly());
    }

    private Answers connect(Namespace from, InetSocketAddress to) throws Exception {
        try (var socket = from.connect(to)) {
            assertThat(socket.isConnected()).isTrue();
            return take();
        }
    }

    private Answers take() throws InterruptedException {
        var answers = accepted.poll(10, TimeUnit.SECONDS);
        if (answers == null) {
            throw new AssertionError("no connection arrived");
        }
        return answers;
    }

    private static Answers answersOf(Channel channel) {
        return new Answers((InetSocketAddress) channel.localAddress(), option(channel, V4), option(channel, V6));
    }

    /** The address in the option, or {@code none} where the kernel has no answer. */
    private static String option(Channel channel, RawUnixChannelOption option) {
        try {
            var answer = channel.config().getOption(option);
            return answer == null ? "none" : address(answer);
        } catch (RuntimeException | UnknownHostException _) {
            return "none";
        }
    }

    /* struct sockaddr_in: family, port, 4 bytes; struct sockaddr_in6: family, port, flow label, 16 bytes. Family in host order. */
    private static String address(ByteBuffer answer) throws UnknownHostException {
        var port = Short.toUnsignedInt(answer.getShort(2));
        var v6 = answer.capacity() == 28;
        var bytes = new byte[v6 ? 16 : 4];
        answer.get(v6 ? 8 : 4, bytes);
        return InetAddress.getByAddress(bytes).getHostAddress() + ":" + port;
    }
}
