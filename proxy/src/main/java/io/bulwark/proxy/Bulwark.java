package io.bulwark.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bulwark.proxy.proof.PolicyCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
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
        subcommands = {ProxyCommand.class, CheckConfigCommand.class, PolicyCommand.class, DemoCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:it could not be done; standard error says why",
            "2:the command line was wrong",
            "3:the configuration or the policy was wrong",
            "4:what was asked for is answered with no: calls would be refused, allowlists differ"
        })
public final class Bulwark implements Runnable {
    static final int FAILED = 1;
    static final int BAD_CONFIGURATION = 3;

    @Spec
    private CommandSpec spec;

    private Bulwark() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * <p>The one form that containers are started with goes past picocli: its classes are of a format too old for the
     * start-up cache of the virtual machine, and reading three words with it takes 0.4 s.
     */
    public static void main(String[] arguments) {
        var plainStart = arguments.length == 3 && arguments[0].equals("proxy") && arguments[1].equals("--config");
        System.exit(
                plainStart
                        ? ProxyCommand.run(Path.of(arguments[2]), new PrintWriter(System.err, true, UTF_8))
                        : commandLine().execute(arguments));
    }

    /** The whole command line. Words such as modes are read without regard to case. */
    static CommandLine commandLine() {
        return new CommandLine(new Bulwark()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
