/**
 * What HTTP/1 and HTTP/2 have in common (RFC 9110): methods, paths, field values, the answer in a server's place.
 *
 * <p>Runs on the event loop of the flow. The packages of both versions import it; it imports neither.
 */
@NullMarked
package io.bulwark.proxy.protocol.http;

import org.jspecify.annotations.NullMarked;
