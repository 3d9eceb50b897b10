/**
 * The control plane as a program: watches the cluster, plans, serves, and, in the one replica that leads, writes.
 *
 * <p>On virtual threads and a few executors of one thread; the composition root of the module.
 */
@NullMarked
package io.bulwark.injector.run;

import org.jspecify.annotations.NullMarked;
