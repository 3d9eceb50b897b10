package io.bulwark.proxy.protocol;

import io.bulwark.policy.Bytes;

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

    /** What it is about, in the protocol's normal form: for HTTP the decoded path without its query. */
    Bytes resource();
}
