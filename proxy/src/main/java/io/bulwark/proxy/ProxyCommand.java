package io.bulwark.proxy;

import io.bulwark.proxy.config.ConfigParse;
import io.bulwark.proxy.config.PodEnvironment;
import io.bulwark.proxy.config.ProxyConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bulwark proxy}: runs until it is told to stop, by a signal or by the admin page, and drains then. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        description = "Run the proxy. SIGTERM or POST /drain on the admin page drains and ends it.")
final class ProxyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (YAML).")
    private Path config;

    private ProxyCommand() {}

    @Override
    public Integer call() {
        return run(config, spec.commandLine().getErr());
    }

    /** Runs the proxy until it is told to stop; returns the exit code of the command. */
    static int run(Path config, PrintWriter errors) {
        return switch (Configuration.read(config)) {
            case ConfigParse.Rejected(var problems) -> {
                problems.forEach(problem -> errors.println(config + ": " + problem));
                yield Bulwark.BAD_CONFIGURATION;
            }
            case ConfigParse.Parsed(var parsed) -> inPod(parsed, errors);
        };
    }

    /** What the Pod says by environment variables goes over the file. */
    private static int inPod(ProxyConfig parsed, PrintWriter errors) {
        return switch (PodEnvironment.read(System.getenv())) {
            case PodEnvironment.Parse.Rejected(var problems) -> {
                problems.forEach(problem -> errors.println("environment: " + problem));
                yield Bulwark.BAD_CONFIGURATION;
            }
            case PodEnvironment.Parse.Parsed(var environment) -> {
                environment.logLevel().ifPresent(Logs::show);
                yield run(environment.over(parsed), errors);
            }
        };
    }

    private static int run(ProxyConfig parsed, PrintWriter errors) {
        return switch (ProxyProcess.start(parsed)) {
            case Started.Refused(var reasons) -> {
                reasons.forEach(errors::println);
                yield Bulwark.FAILED;
            }
            case Started.Running(var process) -> {
                // A signal ends the virtual machine, which waits for this thread to drain.
                Runtime.getRuntime().addShutdownHook(new Thread(process::close, "bulwark-drain"));
                process.awaitStop();
                process.close();
                yield 0;
            }
        };
    }
}
