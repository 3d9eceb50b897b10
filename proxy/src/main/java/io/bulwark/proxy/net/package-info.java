/**
 * Sockets: the transport, listeners, where an intercepted connection was meant to go, the dial to the server, and the handler
 * that hands buffers to the relay. The only package that knows channels.
 *
 * <p>Each loop has a {@link io.bulwark.proxy.net.Worker} of its own; what runs here runs on that loop unless it says otherwise.
 */
@NullMarked
package io.bulwark.proxy.net;

import org.jspecify.annotations.NullMarked;
