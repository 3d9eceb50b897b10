/**
 * Takes protobuf messages apart, with a descriptor or without one.
 *
 * <p>On the event loop that owns the workbench. Reads native memory by address: the caller answers for the range. May import
 * the descriptors of {@code policy}, and of {@code signatures} memory and what is too short to match.
 */
@NullMarked
package io.bulwark.proxy.inspect.protobuf;

import org.jspecify.annotations.NullMarked;
