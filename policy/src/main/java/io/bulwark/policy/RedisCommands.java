package io.bulwark.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Redis' own categories of commands, as its {@code ACL CAT} gives them. */
public final class RedisCommands {

    private static final String LIST = "redis-categories.txt";
    private static final NavigableMap<String, NavigableSet<String>> COMMANDS = read();

    private RedisCommands() {}

    static Set<String> names() {
        return COMMANDS.keySet();
    }

    /** Whether the text is a command of two words that Redis is known to have, such as {@code CONFIG GET}. */
    public static boolean isSubCommand(String text) {
        return text.indexOf(' ') > 0 && COMMANDS.values().stream().anyMatch(commands -> commands.contains(text));
    }

    /** The commands of a category, written as operations have them: {@code CONFIG GET}. */
    static NavigableSet<String> commands(String category) {
        return COMMANDS.getOrDefault(category, Collections.emptyNavigableSet());
    }

    private static NavigableMap<String, NavigableSet<String>> read() {
        NavigableMap<String, NavigableSet<String>> commands = new TreeMap<>();
        try (var in = RedisCommands.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + " is missing from the build");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(words -> {
                        NavigableSet<String> named = new TreeSet<>();
                        for (int i = 1; i < words.length; i++) {
                            named.add(words[i].replace('|', ' '));
                        }
                        commands.put(words[0], Collections.unmodifiableNavigableSet(named));
                    });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Collections.unmodifiableNavigableMap(commands);
    }
}
