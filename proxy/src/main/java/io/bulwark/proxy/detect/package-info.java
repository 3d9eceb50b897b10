/**
 * Which protocol a flow speaks, found from its first bytes, whichever side sends them.
 *
 * <p>One detector a flow, on its event loop. Nothing here decides what happens to a flow that is not recognised.
 */
@NullMarked
package io.bulwark.proxy.detect;

import org.jspecify.annotations.NullMarked;
