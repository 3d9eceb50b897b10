/**
 * Header compression of HTTP/2 (RFC 7541): a strict decoder into lines of text, and an encoder that needs no shared state.
 *
 * <p>Runs on the event loop of the flow. Imports {@code stream} and the plain access to native memory, nothing else of the proxy.
 * Nothing is allocated for a block once a connection's table and text have grown to what it uses.
 */
@NullMarked
package io.bulwark.proxy.protocol.http2.hpack;

import org.jspecify.annotations.NullMarked;
