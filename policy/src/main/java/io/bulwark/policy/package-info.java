/**
 * The allowlist: its documents, matching, learning and comparing.
 *
 * <p>Plain Java. No Netty, no Kubernetes client, no input or output, no clock: everything that a decision depends on is
 * an argument, so that a decision can be repeated from what it was given.
 */
@NullMarked
package io.bulwark.policy;

import org.jspecify.annotations.NullMarked;
