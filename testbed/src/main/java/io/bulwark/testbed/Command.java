package io.bulwark.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the machine, run to its end. */
public final class Command {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Command() {}

    /** How a program ended. */
    public record Result(List<String> command, int status, String out, String err) {
        /** This result, if the program succeeded. */
        public Result expectSuccess() {
            if (status != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + status + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    public static Result run(String... command) {
        return run("", List.of(command));
    }

    /** Runs the program with {@code input} on its standard input. */
    public static Result run(String input, List<String> command) {
        try {
            var out = Files.createTempFile("bulwark-out", "");
            var err = Files.createTempFile("bulwark-err", "");
            try {
                return run(input, command, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result run(String input, List<String> command, Path out, Path err) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (var stdin = process.outputWriter()) {
            stdin.write(input);
        }
        if (!ended(process)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end within " + DEADLINE + "\n"
                    + Files.readString(out) + "\n" + Files.readString(err));
        }
        return new Result(command, process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
