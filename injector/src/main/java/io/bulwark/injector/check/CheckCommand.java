package io.bulwark.injector.check;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the check. */
@Command(
        name = "bulwark check",
        mixinStandardHelpOptions = true,
        version = "Bulwark 0.1.0",
        description = "Say what is well with the installation in the cluster that kubectl uses, and what is not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong", "1:something is wrong", "2:the API server cannot be asked"})
public final class CheckCommand implements Callable<Integer> {
    private static final String VERSION = "0.1.0";
    private static final int WRONG = 1;
    private static final int UNKNOWN = 2;
    private static final int SECONDS = 10;

    /** A leader shows every two seconds that it lives. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "bulwark-system",
            description = "Where the control plane is; ${DEFAULT-VALUE}.")
    private String namespace;

    @Option(names = "--context", paramLabel = "NAME", description = "The context of the kubeconfig; the current one.")
    private String context;

    private CheckCommand() {}

    /** Checks, says what was found, and ends the process. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CheckCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        var config = new ConfigBuilder(io.fabric8.kubernetes.client.Config.autoConfigure(context))
                .withRequestTimeout(1000 * SECONDS)
                .withConnectionTimeout(1000 * SECONDS)
                .withRequestRetryBackoffLimit(0)
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            return run(
                    client,
                    namespace,
                    InstantSource.system(),
                    spec.commandLine().getOut());
        }
    }

    /** Checks over a client and returns the exit code. */
    static int run(KubernetesClient client, String namespace, InstantSource clock, PrintWriter out) {
        try {
            var groups = new Checks(new Gathering(client, namespace, PATIENCE).gather(clock.instant()), VERSION).all();
            var wrong = 0;
            for (var group : groups) {
                out.println(group.title());
                for (var finding : group.findings()) {
                    out.println("  " + finding.level().mark + " " + finding.what());
                    if (!finding.hint().isEmpty()) {
                        out.println("      " + finding.hint());
                    }
                    wrong += finding.level() == Finding.Level.WRONG ? 1 : 0;
                }
            }
            out.println(wrong == 0 ? "nothing is wrong" : wrong + " wrong");
            return wrong == 0 ? 0 : WRONG;
        } catch (KubernetesClientException failure) {
            out.println("the API server cannot be asked: " + why(failure));
            return UNKNOWN;
        } finally {
            out.flush();
        }
    }

    /** What went wrong, with what it came of: the client's own words do not say that nobody listens. */
    private static String why(KubernetesClientException failure) {
        Throwable told = failure;
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            // Some of the chain say nothing at all.
            if (cause instanceof SocketException || cause.getMessage() != null) {
                told = cause;
            }
        }
        return told.equals(failure) ? String.valueOf(failure.getMessage()) : failure.getMessage() + " " + told;
    }
}
