/**
 * What a security team must see: events, the bounded queue that takes them off the event loops, and where they are written.
 *
 * <p>{@link io.bulwark.proxy.event.EventQueue#offer} runs on event loops and never waits; everything else runs on one thread
 * of its own. May import {@code telemetry} and {@code stream} and nothing else of the proxy; no Netty.
 */
@NullMarked
package io.bulwark.proxy.event;

import org.jspecify.annotations.NullMarked;
