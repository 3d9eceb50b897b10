/**
 * Descriptor sets of Protocol Buffers: what {@code protoc} and {@code buf} write about messages and services, read strictly.
 *
 * <p>Plain Java that knows nothing of policy: no input or output, no clock, no library. Everything is bounded before it is
 * believed, because a descriptor set is a file that somebody else made.
 */
@NullMarked
package io.bulwark.policy.descriptor;

import org.jspecify.annotations.NullMarked;
