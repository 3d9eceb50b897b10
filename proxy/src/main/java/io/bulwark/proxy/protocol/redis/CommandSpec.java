package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the table knows of one command, or of one sub-command. Immutable; as bytes it is its name in capitals. */
final class CommandSpec implements Bytes {
    /** Stands for every command that the table does not know. */
    static final CommandSpec UNKNOWN = new CommandSpec(0, "", 0, Set.of(), Set.of(), List.of(), false);

    private final int number;
    private final String name;
    private final byte[] bytes;
    private final int arity;
    private final Set<String> flags;
    private final Set<String> categories;
    private final List<KeyRule> keys;
    private final Kind kind;
    private final SecretFinder.Syntax secrets;
    private final boolean container;

    @SuppressWarnings("TooManyParameters")
    CommandSpec(
            int number,
            String name,
            int arity,
            Set<String> flags,
            Set<String> categories,
            List<KeyRule> keys,
            boolean container) {
        this.number = number;
        this.name = name;
        this.arity = arity;
        this.flags = Set.copyOf(flags);
        this.categories = Set.copyOf(categories);
        this.keys = List.copyOf(keys);
        this.container = container;
        bytes = Letters.ascii(name);
        kind = Kind.of(name);
        secrets = SecretFinder.Syntax.of(name);
    }

    /** Its place in the table; zero for what is unknown. */
    int number() {
        return number;
    }

    String name() {
        return name;
    }

    /** How many arguments it takes, its name included; negative: at least so many. */
    int arity() {
        return arity;
    }

    Set<String> flags() {
        return flags;
    }

    Set<String> categories() {
        return categories;
    }

    List<KeyRule> keys() {
        return keys;
    }

    Kind kind() {
        return kind;
    }

    SecretFinder.Syntax secrets() {
        return secrets;
    }

    /** Whether its first argument is the name of a sub-command. */
    boolean isContainer() {
        return container;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public byte get(int index) {
        return bytes[Objects.checkIndex(index, bytes.length)];
    }

    @Override
    public String toString() {
        return name;
    }
}
