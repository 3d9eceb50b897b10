package io.bulwark.benchmarks.injection;

import io.bulwark.injector.certificate.CertificateAuthority;
import io.bulwark.injector.certificate.Pem;
import io.bulwark.injector.certificate.ServingTls;
import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.injector.webhook.Admission;
import io.bulwark.injector.webhook.HookKeys;
import io.bulwark.injector.webhook.Validation;
import io.bulwark.injector.webhook.WarmUp;
import io.bulwark.injector.webhook.WebhookServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The webhook of the control plane as a process of its own. Prints its port, and serves until its input ends. */
final class InjectionServer {
    private InjectionServer() {}

    /** Argument: how many seconds it may warm up before it prints its port. */
    public static void main(String[] arguments) throws Exception {
        var now = Instant.now();
        var authority = CertificateAuthority.make(now);
        var template = SidecarTemplate.of("0.1.0", "bulwark-init:0.1.0", "bulwark-proxy:0.1.0")
                .withEnvironment(new TreeMap<>(Map.of(
                        "BULWARK_CONTROL_PLANE",
                        "bulwark.bulwark-system.svc:15443",
                        "BULWARK_CONTROL_PLANE_CA",
                        Pem.of(List.of(authority.certificate())),
                        "BULWARK_STATE",
                        "/var/run/bulwark/state")));
        try (var server = WebhookServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ServingTls(authority.issue(List.of("localhost"), now)).context(),
                new Admission(() -> template, HookKeys::next),
                Validation.withCatalogue(),
                (_, _) -> {})) {
            long warmUp = Long.parseLong(arguments[0]);
            if (warmUp > 0) {
                WarmUp.start(server, List.of(authority.certificate()), Duration.ofSeconds(warmUp))
                        .await();
            }
            System.out.println(server.address().getPort());
            var _ = System.in.readAllBytes();
        }
        System.exit(0);
    }
}
