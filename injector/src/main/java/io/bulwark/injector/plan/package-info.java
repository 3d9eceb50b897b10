/**
 * What each workload's proxies are to be told, as a function of the cluster's state.
 *
 * <p>No client, no I/O, no clock. Remembers what it made, so that a change costs what it touches; the result is the same as if everything
 * were made anew.
 */
@NullMarked
package io.bulwark.injector.plan;

import org.jspecify.annotations.NullMarked;
