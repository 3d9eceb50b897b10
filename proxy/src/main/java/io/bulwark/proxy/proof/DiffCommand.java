package io.bulwark.proxy.proof;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyText;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.proof.AllowlistDiff;
import io.bulwark.policy.proof.LineDiff;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark policy diff}: in what two allowlists differ. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Say in what two allowlists differ: two versions, or what is allowed and what was learned.",
            "Exit code 0: in nothing; 4: in something."
        })
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--patch",
            description = "Print a unified diff of the two allowlists, both written in the canonical form.")
    private boolean patch;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A policy file (YAML).")
    private Path before;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "A LearnedProfile (JSON), whose allowlist takes AFTER's place; - is standard input.")
    private Path profile;

    @Parameters(arity = "0..1", index = "1", paramLabel = "AFTER", description = "A policy file (YAML).")
    private Path after;

    private DiffCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, this::diff);
    }

    /** What was learned in the place of what is allowed; what nobody can learn (modes, rules that deny) stays. */
    private ServiceAllowlist learned(ServiceAllowlist old) throws Stop {
        var rules = Generaliser.rules(PolicyFiles.profile(profile).profile());
        var learned = LearnedAllowlist.of(old.metadata(), Mode.MONITOR, rules).document();
        var now = old;
        for (var side : FlowSide.values()) {
            if (learned.side(side).closed()) {
                now = now.with(side, old.side(side).withAllow(learned.side(side).allow()));
            }
        }
        return now;
    }

    private int diff() throws Stop {
        if ((after == null) == (profile == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "either AFTER or --profile must be given");
        }
        var old = PolicyFiles.allowlist(before);
        var now = after == null ? learned(old) : PolicyFiles.allowlist(after);
        var out = spec.commandLine().getOut();
        var lines = AllowlistDiff.between(old, now);
        if (patch) {
            out.print(LineDiff.unified(before.getFileName().toString(), PolicyText.yaml(old), PolicyText.yaml(now)));
        } else {
            lines.forEach(out::println);
        }
        return lines.isEmpty() ? 0 : PolicyCommand.NO;
    }
}
