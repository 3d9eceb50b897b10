package io.bulwark.proxy.proof;

import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.LearnedText;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Peers;
import io.bulwark.policy.learn.Replica;
import io.bulwark.policy.proof.CallParse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark policy learn}: the allowlist that follows from a learned profile, or from recorded calls. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description = {
            "Print the allowlist that follows from a learned profile or from recorded calls, each rule with its evidence.",
            "In a cluster: kubectl -n NAMESPACE get learnedprofile NAME -o json | bulwark policy learn --profile -"
        })
final class LearnCommand implements Callable<Integer> {
    /** Of one kind of call on one line, more says nothing new. */
    private static final long MOST_OF_A_LINE = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--profile", paramLabel = "FILE", description = "A LearnedProfile (JSON); - is standard input.")
    private Path profile;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "Monitor",
            description = "Learn, Monitor or Enforce (${DEFAULT-VALUE}).")
    private Mode mode;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the document is called, when not as the profile is.")
    private Optional<String> name;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A policy file (YAML) whose PeerIdentities name the peers of recorded calls.")
    private Path policy;

    @Option(names = "--as-profile", description = "Print the LearnedProfile instead of its allowlist.")
    private boolean asProfile;

    @Parameters(
            arity = "0..1",
            paramLabel = "LOG",
            description = "Calls, one JSON object a line; - is standard input. Calls that failed teach nothing.")
    private Path log;

    private LearnCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, this::learn);
    }

    private int learn() throws Stop {
        if ((log == null) == (profile == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "either LOG or --profile must be given");
        }
        var learned = profile == null ? recorded() : PolicyFiles.profile(profile);
        var named = new Metadata(
                name.orElse(learned.metadata().name()), learned.metadata().namespace());
        var out = spec.commandLine().getOut();
        if (asProfile) {
            out.println(new LearnedProfile(named, learned.profile()).jsonWithStatus());
        } else {
            out.print(LearnedText.page(named, mode, learned.profile()));
        }
        return 0;
    }

    private LearnedProfile recorded() throws Stop {
        var known = policy == null ? PolicySnapshot.open() : PolicyFiles.read(policy);
        var learner = new Learner(LearnerLimits.share(1));
        var calls = new CallLog();
        long now = Instant.now().getEpochSecond();
        calls.readAll(log, read -> see(learner, known, read, now));
        if (calls.skipped() > 0) {
            var err = spec.commandLine().getErr();
            err.println(calls.skipped() + " lines are no calls");
            calls.faults().forEach(err::println);
        }
        return LearnedProfile.of(learner.profile(Replica.name(0, "log", 0)));
    }

    /** What does not say when it was has just been seen. */
    private static void see(Learner learner, PolicySnapshot known, CallParse.Read read, long now) {
        var call = read.call();
        var peer = Peers.name(known.identify(call.peer()), call.peer());
        for (long i = Math.min(call.count(), MOST_OF_A_LINE); i > 0; i--) {
            int handle = learner.sighting(call.side(), peer, call.port(), call.operation());
            learner.outcome(handle, read.succeeded(), read.at() == 0 ? now : read.at());
        }
    }
}
