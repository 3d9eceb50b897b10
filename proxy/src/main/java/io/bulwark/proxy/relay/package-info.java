/**
 * The path of the bytes: lanes that own buffers, the gate that lets them leave, the flow that ties both to a conversation.
 *
 * <p>Everything here runs on the event loop of its flow and knows buffers but no channels; see
 * {@link io.bulwark.proxy.relay.Flow} for the way a byte takes.
 */
@NullMarked
package io.bulwark.proxy.relay;

import org.jspecify.annotations.NullMarked;
