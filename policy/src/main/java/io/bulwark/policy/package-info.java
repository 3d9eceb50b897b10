/**
 * The policy: its documents, their reader, and the compiled form that is asked for every request.
 *
 * <p>Plain Java. No Netty, no Kubernetes client, no input or output, no clock: everything that a decision depends on is
 * an argument, so that a decision can be repeated from what it was given. Everything that is asked for a request is
 * immutable and may be used from any thread.
 */
@NullMarked
package io.bulwark.policy;

import org.jspecify.annotations.NullMarked;
