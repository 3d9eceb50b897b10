package io.bulwark.policy;

import org.jspecify.annotations.Nullable;

/**
 * One call as policy speaks of it: protocol, verb and resource. Lent for the length of one call.
 *
 * <p>The bytes are the peer's and may hold anything that the protocol allows.
 */
public interface Operation {
    /** Lower-case protocol name, such as {@code http}. */
    String protocol();

    /** The method or command, such as {@code POST}. */
    Bytes verb();

    /** What it is about, in the protocol's normal form: for HTTP the decoded path without its query. Empty when about nothing. */
    Bytes resource();

    /**
     * How many things the call does: one key each of a Redis command, one table each of an SQL statement. At least one, but for a
     * call of which only the beginning is known; a call is allowed when rules allow every part.
     */
    default int parts() {
        return 1;
    }

    /** The verb of one part; of the first it is {@link #verb()}. */
    default Bytes verb(int part) {
        return verb();
    }

    /** The resource of one part; of the first it is {@link #resource()}. */
    default Bytes resource(int part) {
        return resource();
    }

    /** HTTP: whether the request has a header field of this name, which is in lower case. */
    default boolean hasHeader(Bytes name) {
        return false;
    }

    /** One more fact about the call; null when it has none of this kind. */
    default @Nullable Bytes attribute(Attribute attribute) {
        return null;
    }
}
