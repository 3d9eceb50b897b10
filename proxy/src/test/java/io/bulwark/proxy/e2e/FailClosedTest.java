package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.e2e.PodNetwork.Family;
import io.bulwark.testbed.Requirements;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left of the Pod's traffic when the proxy dies: nothing goes in or out uninspected. */
@Tag("netns")
final class FailClosedTest {
    private static final int ELSEWHERE = 7000;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private PodNetwork network;
    private NginxProcess nginx;
    private ProxyUnderTest proxy;
    private TcpServer elsewhere;

    @BeforeEach
    void build() throws Exception {
        Requirements.check();
        network = new PodNetwork();
        resources.push(network);
        new Interception(network.pod()).apply();
        nginx = new NginxProcess(network.pod(), resources);
        elsewhere = TcpServer.onEveryAddress(network.client(), ELSEWHERE, TcpServer.saying("elsewhere"));
        resources.push(elsewhere);
        proxy = new ProxyUnderTest(network.pod(), resources);
    }

    @AfterEach
    void tearDown() throws Exception {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    @Test
    void whenTheProxyIsKilledNothingGetsThrough() throws Exception {
        // Given
        for (var family : Family.values()) {
            var answer = Http.exchange(network.client(), family.pod(NginxProcess.HTTP_PORT), Http.get("/"));
            assertThat(Http.status(answer)).isEqualTo(200);
        }
        var reached = nginx.requests().size();
        // When
        proxy.kill();
        // Then
        for (var family : Family.values()) {
            assertThatThrownBy(() -> Http.exchange(network.client(), family.pod(NginxProcess.HTTP_PORT), Http.get("/")))
                    .isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> Http.exchange(network.pod(), family.client(ELSEWHERE), Http.get("/")))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(nginx.requests()).hasSize(reached);
        assertThat(elsewhere.received()).isEmpty();
    }
}
