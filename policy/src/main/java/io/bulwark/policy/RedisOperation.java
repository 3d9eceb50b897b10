package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What may be asked of Redis: any of the commands on any of the keys.
 *
 * @param commands in upper case, such as {@code GET} or {@code CONFIG GET}; {@code CONFIG} has all of its sub-commands; empty, together
 *     with {@code categories}, stands for any
 * @param categories Redis' own categories of commands, such as {@code read}; each has its commands besides {@code commands}
 * @param keys empty stands for any, and for commands without a key; {@link KeyPattern.None} alone for commands without a key; otherwise
 *     a command without a key is not meant
 * @param users names that clients have logged in under; empty stands for any
 */
public record RedisOperation(
        NavigableSet<String> commands,
        NavigableSet<String> categories,
        List<KeyPattern> keys,
        NavigableSet<String> users)
        implements RuleOperation {

    /** The most entries that {@code commands} may hold. */
    public static final int MAX_COMMANDS = 512;

    /** The most entries that {@code keys} may hold. */
    public static final int MAX_KEYS = 256;

    /** The most entries that {@code users} may hold. */
    public static final int MAX_USERS = 64;

    static final String PROTOCOL = "redis";

    public RedisOperation {
        commands = Collections.unmodifiableNavigableSet(new TreeSet<>(commands));
        categories = Collections.unmodifiableNavigableSet(new TreeSet<>(categories));
        keys = List.copyOf(keys);
        users = Collections.unmodifiableNavigableSet(new TreeSet<>(users));
        Sizes.require("commands", 0, MAX_COMMANDS, commands.size());
        Sizes.require("keys", 0, MAX_KEYS, keys.size());
        Sizes.require("users", 0, MAX_USERS, users.size());
        var _ = PathVariables.together(PathVariables.templates(keys));
    }

    /** What variables of its templates must fit besides their types, by name. */
    NavigableMap<String, ValuePattern> variables() {
        return PathVariables.together(PathVariables.templates(keys));
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public boolean coversProtocol(String name) {
        return name.equals(PROTOCOL);
    }
}
