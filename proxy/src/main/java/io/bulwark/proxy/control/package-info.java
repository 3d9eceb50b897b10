/**
 * Where policy comes from: it is read, checked and published as immutable snapshots.
 *
 * <p>Loops only read {@link io.bulwark.proxy.control.PolicySource}; files are read on a thread of their own. May import
 * {@code policy} and {@code telemetry}; no Netty.
 */
@NullMarked
package io.bulwark.proxy.control;

import org.jspecify.annotations.NullMarked;
