package io.bulwark.proxy;

import io.bulwark.policy.Problem;
import io.bulwark.proxy.config.ConfigParse;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.control.PolicyCheck;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.catalogue.CompiledCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark check-config}: reads a configuration and its policy as the proxy would, and tells all that is wrong. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Say whether a configuration file and the policy that it names are right.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration file (YAML).")
    private Path file;

    private CheckConfigCommand() {}

    @Override
    public Integer call() throws IOException {
        return switch (Configuration.read(file)) {
            case ConfigParse.Rejected(var problems) -> {
                tell(file, problems);
                yield Bulwark.BAD_CONFIGURATION;
            }
            case ConfigParse.Parsed(var config) -> checkPolicy(config);
        };
    }

    private int checkPolicy(ProxyConfig config) throws IOException {
        if (config.policy().isPresent()) {
            var path = config.policy().get();
            var groups = CompiledCatalogue.fromClassPath().stream()
                    .map(Signature::group)
                    .collect(Collectors.toSet());
            var problems = PolicyCheck.of(path, groups);
            tell(path, problems);
            if (problems.stream().anyMatch(problem -> problem.level() == Problem.Level.ERROR)) {
                return Bulwark.BAD_CONFIGURATION;
            }
        }
        spec.commandLine().getOut().println(file + " is right");
        return 0;
    }

    private void tell(Path path, List<Problem> problems) {
        for (var problem : problems) {
            var level = problem.level() == Problem.Level.WARNING ? "warning: " : "";
            spec.commandLine().getErr().println(path + ": " + level + problem);
        }
    }
}
