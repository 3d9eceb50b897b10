package io.bulwark.proxy.proof;

import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.Simulation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark policy simulate}: what an allowlist would have done to recorded calls if it had been enforced. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Say which recorded calls, or calls of a learned profile, an allowlist would refuse if it were enforced.",
            "Exit code 0: none; 4: some."
        })
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "The policy file (YAML).")
    private Path policy;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many kinds of refused calls to show (${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "A LearnedProfile (JSON) to judge instead of a log; - is standard input.")
    private Path profile;

    @Parameters(
            arity = "0..1",
            paramLabel = "LOG",
            description = "Calls or security events, one JSON object a line; - is standard input.")
    private Path log;

    private SimulateCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, this::simulate);
    }

    private int simulate() throws Stop {
        if ((log == null) == (profile == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "either LOG or --profile must be given");
        }
        var simulation = new Simulation(PolicyFiles.read(policy));
        var calls = new CallLog();
        if (log != null) {
            calls.read(log, simulation::feed);
        } else {
            simulation.feed(PolicyFiles.profile(profile).profile());
        }
        tell(simulation, calls, spec.commandLine().getOut());
        return simulation.count(Outcome.DENIED) == 0 ? 0 : PolicyCommand.NO;
    }

    private void tell(Simulation simulation, CallLog calls, PrintWriter out) {
        out.printf(
                "%d calls: %d allowed, %d told of, %d refused%n",
                simulation.count(Outcome.ALLOWED)
                        + simulation.count(Outcome.WOULD_DENY)
                        + simulation.count(Outcome.DENIED),
                simulation.count(Outcome.ALLOWED),
                simulation.count(Outcome.WOULD_DENY),
                simulation.count(Outcome.DENIED));
        if (calls.skipped() > 0) {
            out.printf("%d lines are no calls%n", calls.skipped());
            calls.faults().forEach(fault -> out.println("  " + fault));
        }
        tell(simulation, Outcome.DENIED, "Refused:", out);
        tell(
                simulation,
                Outcome.WOULD_DENY,
                "Told of, because only a rule on trial allows it or a rule watches for it:",
                out);
        out.println();
        out.println("Calls by the rule that allows them:");
        simulation
                .rules()
                .forEach((rule, count) -> out.printf("%9d  %s%s%n", count, rule, count == 0 ? "  (never used)" : ""));
    }

    private void tell(Simulation simulation, Outcome outcome, String title, PrintWriter out) {
        var refusals = simulation.refusals().stream()
                .filter(refusal -> refusal.outcome() == outcome)
                .toList();
        if (refusals.isEmpty()) {
            return;
        }
        out.println();
        out.println(title);
        refusals.stream().limit(top).forEach(refusal -> {
            var what = refusal.side().word() + " " + refusal.peer() + " port " + refusal.port() + " "
                    + refusal.protocol() + " " + Printables.line(refusal.operation());
            out.printf(
                    "%9d  %s%n           %s%n           for example %s%n",
                    refusal.count(), what, refusal.why(), Printables.line(CallLine.write(refusal.example())));
        });
        if (refusals.size() > top) {
            out.printf("           and %d more kinds%n", refusals.size() - top);
        }
        if (outcome == Outcome.DENIED && simulation.ungrouped() > 0) {
            out.printf("%9d  calls of kinds beyond the first %d%n", simulation.ungrouped(), Simulation.MAX_GROUPS);
        }
    }
}
