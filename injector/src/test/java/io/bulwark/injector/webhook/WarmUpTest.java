package io.bulwark.injector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.mutate.SidecarTemplate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final SidecarTemplate TEMPLATE = SidecarTemplate.of("0.1.0", "init:0.1.0", "proxy:0.1.0");

    private final AtomicInteger injected = new AtomicInteger();
    private final Queue<Reviewed> told = new ConcurrentLinkedQueue<>();
    private final Instant now = Instant.now();
    private CertificateAuthority authority;
    private WebhookServer server;

    @BeforeEach
    void start() throws Exception {
        authority = CertificateAuthority.make(now);
        server = WebhookServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ServingTls(authority.issue(List.of("bulwark.bulwark-system.svc"), now)).context(),
                new Admission(
                        () -> {
                            injected.incrementAndGet();
                            return TEMPLATE;
                        },
                        HookKeys::next),
                new Validation(Set.of()),
                (review, _) -> told.add(review));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void madeUpPodsAreInjectedOverTheServersOwnPortAndNobodyIsTold() throws Exception {
        // When
        var warmUp = WarmUp.start(server, List.of(authority.certificate()), Duration.ofSeconds(30));
        warmUp.await();
        // Then
        assertThat(warmUp.done()).isTrue();
        assertThat(injected).hasValueGreaterThan(100);
        assertThat(told).isEmpty();
    }

    @Test
    void itEndsWhenItsTimeIsOverOrItCannotBegin() throws Exception {
        // Given
        var stranger = CertificateAuthority.make(now);
        // When
        var late = WarmUp.start(server, List.of(authority.certificate()), Duration.ZERO);
        var mistrusting = WarmUp.start(server, List.of(stranger.certificate()), Duration.ofSeconds(30));
        late.await();
        mistrusting.await();
        // Then
        assertThat(late.done()).isTrue();
        assertThat(mistrusting.done()).isTrue();
        assertThat(injected).hasValue(0);
    }
}
