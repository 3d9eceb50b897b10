package io.bulwark.injector;

import io.bulwark.injector.mutate.SidecarTemplate;
import io.bulwark.injector.run.ControlPlane;
import io.bulwark.injector.run.ControlPlaneSettings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the control plane. */
@Command(
        name = "bulwark control-plane",
        mixinStandardHelpOptions = true,
        version = "Bulwark 0.1.0",
        description =
                "Run one replica of the control plane. It finds the API server as every client in a Pod does, or by"
                        + " the file that KUBECONFIG names.")
public final class Main implements Callable<Integer> {
    private static final String VERSION = "0.1.0";
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "${env:POD_NAMESPACE:-bulwark-system}",
            description = "Its own namespace; unless told POD_NAMESPACE, or ${DEFAULT-VALUE}.")
    private String namespace;

    @Option(
            names = "--replica",
            paramLabel = "NAME",
            defaultValue = "${env:POD_NAME:-local}",
            description = "Its name among the replicas; unless told POD_NAME.")
    private String replica;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "bulwark",
            description = "The name of its Service and of its webhook configurations; ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--webhook-port",
            defaultValue = "9443",
            description = "Where the API server asks; ${DEFAULT-VALUE}.")
    private int webhookPort;

    @Option(names = "--stream-port", defaultValue = "15443", description = "Where proxies connect; ${DEFAULT-VALUE}.")
    private int streamPort;

    @Option(
            names = "--health-port",
            defaultValue = "9090",
            description = "Where the kubelet and Prometheus ask; ${DEFAULT-VALUE}.")
    private int healthPort;

    @Option(
            names = "--cluster-domain",
            defaultValue = "cluster.local",
            description = "The end of the names of Services; ${DEFAULT-VALUE}.")
    private String clusterDomain;

    @Option(
            names = "--certificate-name",
            paramLabel = "HOST",
            description = "One more name for its certificate, where it is not reached by its Service; may be repeated.")
    private List<String> certificateNames = List.of();

    @Option(
            names = "--certificate-folder",
            paramLabel = "DIR",
            description = "Where tls.crt, tls.key and ca.crt are, kept by somebody else such as cert-manager;"
                    + " without it an authority of its own issues them.")
    private Optional<Path> certificateFolder = Optional.empty();

    @Option(
            names = "--init-image",
            defaultValue = "bulwark-init:" + VERSION,
            description = "The image that leads traffic to the proxy; ${DEFAULT-VALUE}.")
    private String initImage;

    @Option(
            names = "--proxy-image",
            defaultValue = "bulwark-proxy:" + VERSION,
            description = "The image of the proxy; ${DEFAULT-VALUE}.")
    private String proxyImage;

    @Option(
            names = "--no-native-sidecars",
            description = "The cluster is older than Kubernetes 1.29: the proxy is an ordinary container.")
    private boolean noNativeSidecars;

    @Mixin
    private final PromotionOptions promotion = new PromotionOptions();

    private Main() {}

    /** Runs the control plane until it is told to stop, and ends the process. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() {
        var template = SidecarTemplate.of(VERSION, initImage, proxyImage);
        var settings = new ControlPlaneSettings(
                namespace,
                replica,
                name,
                new InetSocketAddress(webhookPort),
                new InetSocketAddress(streamPort),
                streamPort,
                new InetSocketAddress(healthPort),
                clusterDomain,
                certificateNames,
                certificateFolder,
                noNativeSidecars ? template.withoutNativeSidecars() : template,
                promotion.bounds());
        try {
            var plane = ControlPlane.start(settings, client(), Clock.systemUTC());
            var stopping = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                plane.close();
                                stopping.countDown();
                            },
                            "bulwark-stop"));
            stopping.await();
            return 0;
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            spec.commandLine().getErr().println("the control plane cannot start: " + failure.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /* With HTTP/2 all requests share one connection. When it goes silent, as when the API server's node is lost, each request would wait for its
     * timeout and the next one would still be sent into it. A connection of HTTP/1.1 is closed when its request times out. */
    private static KubernetesClient client() {
        var config = new ConfigBuilder(Config.autoConfigure(null))
                .withHttp2Disable(true)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
