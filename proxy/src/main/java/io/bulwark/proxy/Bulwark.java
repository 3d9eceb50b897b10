package io.bulwark.proxy;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of the data plane. */
@Command(
        name = "bulwark",
        mixinStandardHelpOptions = true,
        version = "Bulwark 0.1.0",
        description = "Layer-7 east-west traffic inspection.",
        subcommands = {ProxyCommand.class, CheckConfigCommand.class, DemoCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:it could not be done; standard error says why",
            "2:the command line was wrong",
            "3:the configuration or the policy was wrong"
        })
public final class Bulwark implements Runnable {
    static final int FAILED = 1;
    static final int BAD_CONFIGURATION = 3;

    @Spec
    private CommandSpec spec;

    private Bulwark() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bulwark()).execute(arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
