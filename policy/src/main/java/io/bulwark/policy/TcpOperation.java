package io.bulwark.policy;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A flow that is let through whatever is in it, because nobody reads it: TLS, or a protocol that is not known.
 *
 * @param protocols what events call it, such as {@code tls}; empty stands for every protocol that no other kind of entry is for
 * @param names of the server that TLS clients ask for, as hosts of HTTP; empty stands for any
 */
public record TcpOperation(NavigableSet<String> protocols, NavigableSet<String> names) implements RuleOperation {

    /** The most entries that {@code protocols} may hold. */
    public static final int MAX_PROTOCOLS = 32;

    static final String PROTOCOL = "tcp";

    private static final Set<String> READ =
            Set.of(HttpOperation.PROTOCOL, GrpcOperation.PROTOCOL, RedisOperation.PROTOCOL, MysqlOperation.PROTOCOL);

    public TcpOperation {
        protocols = Collections.unmodifiableNavigableSet(new TreeSet<>(protocols));
        names = Collections.unmodifiableNavigableSet(new TreeSet<>(names));
        Sizes.require("protocols", 0, MAX_PROTOCOLS, protocols.size());
        Sizes.require("names", 0, HttpConditions.MAX_HOSTS, names.size());
    }

    /** Whether flows of this protocol are read, so that rules for it have words of their own. */
    public static boolean isRead(String protocol) {
        return READ.contains(protocol);
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public boolean coversProtocol(String name) {
        return !isRead(name) && (protocols.isEmpty() || protocols.contains(name));
    }
}
