/**
 * Reads the fields that a conversation hands over, and rules on each message: matching, decoded views, findings, events.
 *
 * <p>On the event loop of the flow; what a loop shares is its {@link io.bulwark.proxy.inspect.Workbench}. May import the
 * contract of {@code protocol}, {@code decide}, {@code event} and {@code telemetry}; never a concrete protocol, nor Netty.
 */
@NullMarked
package io.bulwark.proxy.inspect;

import org.jspecify.annotations.NullMarked;
