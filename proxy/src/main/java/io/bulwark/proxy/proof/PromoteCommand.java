package io.bulwark.proxy.proof;

import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.proof.DocumentEdit;
import io.bulwark.policy.proof.LineDiff;
import io.bulwark.policy.proof.Simulation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bulwark policy promote}: puts an allowlist, one side of it or one rule in another mode. */
@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        description = {
            "Put an allowlist in another mode: a patch for the policy file, or with --write the file itself.",
            "With --log it is promoted only if no recorded call would be refused; exit code 4 says that some would."
        })
final class PromoteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "The policy file (YAML).")
    private Path policy;

    @Option(names = "--to", required = true, paramLabel = "MODE", description = "Learn, Monitor or Enforce.")
    private Mode mode;

    @Option(names = "--side", paramLabel = "SIDE", description = "ingress or egress; without it both.")
    private FlowSide side;

    @Option(names = "--rule", paramLabel = "ID", description = "One rule, and nothing else.")
    private String rule;

    @Option(names = "--log", paramLabel = "LOG", description = "Recorded calls that must not be refused.")
    private Path log;

    @Option(names = "--write", description = "Write the file instead of printing a patch.")
    private boolean write;

    private PromoteCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, this::promote);
    }

    private int promote() throws Stop {
        var snapshot = PolicyFiles.read(policy);
        var before = PolicyFiles.text(policy);
        var after = changed(before);
        var document = PolicyFiles.allowlist(policy, after);
        if (document.isEmpty()) {
            throw new Stop(PolicyCommand.BAD_POLICY, policy + " holds no allowlist to promote");
        }
        if (log != null) {
            prove(snapshot.with(document.get()));
        }
        if (write) {
            PolicyFiles.write(policy, after);
        } else {
            spec.commandLine()
                    .getOut()
                    .print(LineDiff.unified(policy.getFileName().toString(), before, after));
        }
        return 0;
    }

    private String changed(String before) {
        var edit = new DocumentEdit(before, text -> PolicyFiles.allowlist(policy, text));
        if (rule != null) {
            return edit.promoteRule(rule, mode);
        }
        return edit.promote(side == null ? List.of(FlowSide.values()) : List.of(side), mode);
    }

    private void prove(PolicySnapshot promoted) throws Stop {
        var simulation = new Simulation(promoted);
        new CallLog().read(log, simulation::feed);
        long refused = simulation.count(Outcome.DENIED);
        Optional<Simulation.Refusal> worst = simulation.refusals().stream().findFirst();
        if (refused > 0 && worst.isPresent()) {
            throw new Stop(
                    PolicyCommand.NO,
                    refused + " recorded calls would be refused, such as "
                            + Printables.line(worst.get().operation()) + " of "
                            + worst.get().peer() + ": " + worst.get().why());
        }
    }
}
