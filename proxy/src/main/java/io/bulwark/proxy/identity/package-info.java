/**
 * Who is at the other end of a flow.
 *
 * <p>Immutable values; safe on any thread.
 */
@NullMarked
package io.bulwark.proxy.identity;

import org.jspecify.annotations.NullMarked;
