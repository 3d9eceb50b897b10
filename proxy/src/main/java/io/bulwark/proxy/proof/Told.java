package io.bulwark.proxy.proof;

import picocli.CommandLine.Model.CommandSpec;

/** What all commands do alike: print, and end with a reason. */
final class Told {
    private Told() {}

    /** A command's work. */
    interface Work {
        int run() throws Stop;
    }

    /** Runs a command; a reason to stop goes to standard error. */
    static int run(CommandSpec spec, Work work) {
        try {
            return work.run();
        } catch (Stop stop) {
            spec.commandLine().getErr().println(stop.getMessage());
            return stop.code();
        } finally {
            spec.commandLine().getOut().flush();
        }
    }
}
