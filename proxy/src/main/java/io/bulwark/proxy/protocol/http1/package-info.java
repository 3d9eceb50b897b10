/**
 * HTTP/1.0 and HTTP/1.1 (RFC 9110, RFC 9112): recognising it, reading it strictly, and keeping requests and responses in step.
 *
 * <p>Runs on the event loop of the flow. Imports the contract of {@code io.bulwark.proxy.protocol} and what that speaks of,
 * nothing else of the proxy. Nothing is allocated for a request that is forwarded.
 */
@NullMarked
package io.bulwark.proxy.protocol.http1;

import org.jspecify.annotations.NullMarked;
