/**
 * Flows whose protocol is unknown: they pass unread, if policy lets them, and every byte is counted.
 *
 * <p>Runs on the event loop of the flow.
 */
@NullMarked
package io.bulwark.proxy.protocol.opaque;

import org.jspecify.annotations.NullMarked;
