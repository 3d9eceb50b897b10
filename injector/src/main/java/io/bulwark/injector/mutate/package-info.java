/**
 * What becomes of a Pod at its creation: a decision, and the Pod with a sidecar in it.
 *
 * <p>Pure functions over Kubernetes' models: no client, no I/O, no clock, no chance.
 */
@NullMarked
package io.bulwark.injector.mutate;

import org.jspecify.annotations.NullMarked;
