package io.bulwark.proxy.proof;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bulwark policy}: allowlists of what was learned, what they would do, how they differ, and changes to them. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description =
                "Make an allowlist of what was learned, prove what it would do before it is enforced, and change it.",
        subcommands = {
            LearnCommand.class,
            SimulateCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            AcceptCommand.class,
            PromoteCommand.class,
            SchemaCommand.class
        })
public final class PolicyCommand implements Runnable {
    /** The exit code of commands that were asked a question and say no: calls would be refused, documents differ. */
    static final int NO = 4;

    /** The exit code for a policy file that is refused. */
    static final int BAD_POLICY = 3;

    /** The exit code for what could not be done. */
    static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    private PolicyCommand() {}

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
