/**
 * The pages for operators: health, metrics, recent events, policy, why a request is allowed or not, draining.
 *
 * <p>Runs on one thread of its own, apart from the event loops of flows, so that a busy loop cannot make the Pod look dead. May
 * import {@code telemetry}, {@code event}, {@code control}, {@code policy} and Netty's HTTP codec; nothing here sees a flow.
 */
@NullMarked
package io.bulwark.proxy.admin;

import org.jspecify.annotations.NullMarked;
