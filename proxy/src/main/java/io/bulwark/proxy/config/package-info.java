/**
 * The bootstrap configuration: what one proxy process listens on and where its policy is. Read once, at start.
 *
 * <p>Immutable values; what is wrong in a file is told with key, allowed range and value.
 */
@NullMarked
package io.bulwark.proxy.config;

import org.jspecify.annotations.NullMarked;
