/**
 * HTTP/2 (RFC 9113) in the clear: recognising it, following its streams, and refusing one of them without hurting the others.
 *
 * <p>Runs on the event loop of the flow. Imports the contract of {@code io.bulwark.proxy.protocol}, what both versions of HTTP
 * share, and nothing else of the proxy. {@link io.bulwark.proxy.protocol.http2.Http2Conversation} is where to start reading.
 */
@NullMarked
package io.bulwark.proxy.protocol.http2;

import org.jspecify.annotations.NullMarked;
