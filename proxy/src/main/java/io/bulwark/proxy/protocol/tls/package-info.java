/**
 * TLS: recognised by its ClientHello, which is read for the server name; the rest is ciphertext and passes unread, if policy lets it.
 *
 * <p>Runs on the event loop of the flow.
 */
@NullMarked
package io.bulwark.proxy.protocol.tls;

import org.jspecify.annotations.NullMarked;
