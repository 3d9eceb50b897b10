/**
 * The decision: what is known of a message in, what becomes of it out.
 *
 * <p>Pure functions of their arguments, on any thread. May import the policy's words and nothing else: no I/O, no clock, no Netty.
 */
@NullMarked
package io.bulwark.proxy.decide;

import org.jspecify.annotations.NullMarked;
