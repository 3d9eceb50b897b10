/**
 * The contract between the relay and what reads a protocol: probes, conversations, and what they may ask for.
 *
 * <p>Called on the event loop of the flow, never blocking. A protocol sees borrowed {@link io.bulwark.proxy.stream.ByteView}s and cannot keep a buffer; it imports neither the relay nor the inspection nor the decision, only the interfaces of this package.
 */
@NullMarked
package io.bulwark.proxy.protocol;

import org.jspecify.annotations.NullMarked;
