package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every command of Redis, found by its name. Read once from {@code commands.tsv}, which a real server's COMMAND was written to. */
final class CommandTable {
    /** The longest name that is looked up, with its sub-command. */
    static final int MAX_NAME = 64;

    private static final String RESOURCE = "commands.tsv";
    private static final int COLUMNS = 5;
    private static final CommandTable TABLE = new CommandTable(lines());

    private final List<CommandSpec> specs = new ArrayList<>();
    private final @Nullable CommandSpec[] slots;

    private CommandTable(List<String> lines) {
        var containers = new HashSet<String>();
        for (var line : lines) {
            var name = line.substring(0, line.indexOf('\t'));
            var blank = name.lastIndexOf(' ');
            if (blank > 0) {
                containers.add(name.substring(0, blank));
            }
        }
        specs.add(CommandSpec.UNKNOWN);
        slots = new @Nullable CommandSpec[4 * Integer.highestOneBit(lines.size())];
        for (var line : lines) {
            var column = line.split("\t", COLUMNS);
            add(new CommandSpec(
                    specs.size(),
                    column[0],
                    Integer.parseInt(column[1]),
                    words(column[2]),
                    words(column[3]),
                    KeyRule.parse(column[4]),
                    containers.contains(column[0])));
        }
    }

    private static List<String> lines() {
        try (var in = CommandTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the table of Redis commands is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Set<String> words(String text) {
        return text.equals("-") ? Set.of() : Set.of(text.split(","));
    }

    private void add(CommandSpec spec) {
        specs.add(spec);
        var slot = hash(spec) & (slots.length - 1);
        while (slots[slot] != null) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = spec;
    }

    private static int hash(Bytes name) {
        var hash = 0;
        for (var index = 0; index < name.length(); index++) {
            hash = 31 * hash + name.get(index);
        }
        return hash ^ hash >>> 7;
    }

    /** The command of this name in capitals; {@link CommandSpec#UNKNOWN} if there is none. */
    static CommandSpec find(Bytes name) {
        return TABLE.lookup(name);
    }

    private CommandSpec lookup(Bytes name) {
        var slot = hash(name) & (slots.length - 1);
        for (var spec = slots[slot]; spec != null; spec = slots[slot]) {
            if (equal(spec, name)) {
                return spec;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return CommandSpec.UNKNOWN;
    }

    private static boolean equal(CommandSpec spec, Bytes name) {
        if (spec.length() != name.length()) {
            return false;
        }
        for (var index = 0; index < name.length(); index++) {
            if (spec.get(index) != name.get(index)) {
                return false;
            }
        }
        return true;
    }

    /** The command with this place in the table. */
    static CommandSpec numbered(int number) {
        return TABLE.specs.get(number);
    }

    /** All commands, in the order of the table; the first stands for those that it does not know. */
    static List<CommandSpec> all() {
        return TABLE.specs;
    }
}
