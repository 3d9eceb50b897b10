/**
 * Bytes in flight as the rest of the proxy sees them: a borrowed view, a direction, an offset.
 *
 * <p>Plain Java, on the event loop of the flow; may import nothing of the proxy. What is lent here is valid until the call that lent it returns.
 */
@NullMarked
package io.bulwark.proxy.stream;

import org.jspecify.annotations.NullMarked;
