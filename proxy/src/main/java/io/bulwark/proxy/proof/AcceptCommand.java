package io.bulwark.proxy.proof;

import io.bulwark.policy.AllowlistDecision.Basis;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.proof.Acceptance;
import io.bulwark.policy.proof.DocumentEdit;
import io.bulwark.policy.proof.LineDiff;
import io.bulwark.policy.proof.RecordedCall;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark policy accept}: turns calls that an allowlist refuses into rules. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description = {
            "Turn refused calls into rules: a patch for the policy file, or with --write the file itself.",
            "A call that a rule denies stays denied; it is told and left alone."
        })
final class AcceptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "The policy file (YAML).")
    private Path policy;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "ENFORCE",
            description = "The mode of the new rules: Learn, Monitor or Enforce. Monitor: on trial (Enforce).")
    private Mode mode;

    @Option(names = "--write", description = "Write the file instead of printing a patch.")
    private boolean write;

    @Option(
            names = "--event",
            paramLabel = "ID",
            description = "Only the events with this id, of which LOG has one for each life of the proxy.")
    private @Nullable Long event;

    @Parameters(
            paramLabel = "LOG",
            description = "Calls or security events, one JSON object a line; - is standard input.")
    private Path log;

    private int accepted;
    private int denied;
    private boolean taken;

    private AcceptCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, this::accept);
    }

    private int accept() throws Stop {
        var before = PolicyFiles.text(policy);
        var edit = new Edit(before, PolicyFiles.read(policy));
        var calls = event == null ? new CallLog() : new CallLog(AcceptCommand.events(event));
        calls.read(log, edit::take);
        if (event != null && !taken) {
            throw new Stop(PolicyCommand.FAILED, "no event in " + log + " has the id " + event);
        }
        var err = spec.commandLine().getErr();
        calls.faults().forEach(fault -> err.println("left out: " + fault));
        err.println(accepted + " rules made, " + denied + " calls stay refused");
        if (write) {
            PolicyFiles.write(policy, edit.text);
        } else {
            spec.commandLine()
                    .getOut()
                    .print(LineDiff.unified(policy.getFileName().toString(), before, edit.text));
        }
        return denied == 0 ? 0 : PolicyCommand.NO;
    }

    private static Predicate<String> events(long id) {
        // As the proxy writes it, which other tools may have spaced out; a text in an event has its quotes escaped.
        return Pattern.compile("\"id\"\\s*:\\s*" + id + "\\s*[,}]").asPredicate();
    }

    private static String freeId(PolicySnapshot snapshot) {
        return Acceptance.freeId(snapshot.allowlist().orElseGet(() -> ServiceAllowlist.open(new Metadata("none", ""))));
    }

    /** The file as it changes from call to call. */
    private final class Edit {
        private String text;
        private PolicySnapshot snapshot;

        Edit(String text, PolicySnapshot snapshot) {
            this.text = text;
            this.snapshot = snapshot;
        }

        void take(RecordedCall call) {
            taken = true;
            if (outcome(call) == Outcome.ALLOWED) {
                return;
            }
            try {
                var identity = snapshot.identify(call.peer());
                var rule = Acceptance.rule(call, identity, freeId(snapshot)).withMode(mode);
                put(call, rule);
            } catch (IllegalArgumentException cannot) {
                left(call, String.valueOf(cannot.getMessage()));
            }
        }

        private void put(RecordedCall call, AllowlistRule rule) {
            var changed = new DocumentEdit(text, file -> PolicyFiles.allowlist(policy, file)).accept(call.side(), rule);
            var document = PolicyFiles.allowlist(policy, changed);
            if (document.isEmpty() || changed.equals(text)) {
                left(call, "no rule can be made of it");
                return;
            }
            var next = snapshot.with(document.get());
            if (mode == Mode.ENFORCE
                    && next.rulesFor(call.side(), call.peer(), call.port())
                                    .match(call.operation())
                                    .outcome()
                            != Outcome.ALLOWED) {
                left(call, "a rule denies it");
                return;
            }
            text = changed;
            snapshot = next;
            accepted++;
        }

        private void left(RecordedCall call, String why) {
            denied++;
            spec.commandLine().getErr().println("left out: " + Printables.line(call.told()) + ": " + why);
        }

        private Outcome outcome(RecordedCall call) {
            var rules = snapshot.rulesFor(call.side(), call.peer(), call.port());
            var decision = rules.match(call.operation());
            boolean learned = decision.basis() == Basis.NO_RULE;
            return learned ? Outcome.DENIED : decision.outcome();
        }
    }
}
