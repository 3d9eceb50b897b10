/**
 * Other readings of a value: unfolded, unescaped. Each keeps its state between pieces, so that a value may be cut anywhere.
 *
 * <p>On the event loop that owns the workbench. From native memory to native memory, by address: the caller answers for the
 * room. May import {@code stream} of the proxy, the codecs of a library, and nothing else.
 */
@NullMarked
package io.bulwark.proxy.inspect.normalize;

import org.jspecify.annotations.NullMarked;
