package io.bulwark.proxy.e2e;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The script that loads the packet rules, as it runs inside one namespace. */
record Interception(Namespace namespace) {
    static final Path SCRIPT = script();

    private static Path script() {
        var path = Path.of("..", "injector", "src", "main", "interception", "bulwark-intercept")
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException(path + " is missing or not executable");
        }
        return path;
    }

    Command.Result run(String... arguments) {
        var command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(Arrays.asList(arguments));
        return namespace.run(command.toArray(String[]::new));
    }

    void apply(String... options) {
        act("apply", options).expectSuccess();
    }

    Command.Result act(String action, String... options) {
        var arguments = new ArrayList<>(List.of(action));
        arguments.addAll(Arrays.asList(options));
        return run(arguments.toArray(String[]::new));
    }

    /** Everything that the kernel filters and translates by. */
    String ruleset() {
        return namespace.run("nft", "list", "ruleset").expectSuccess().out();
    }
}
