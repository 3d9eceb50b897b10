/**
 * What the control plane knows of the cluster: of each object the few facts that policy needs, read from Kubernetes' models.
 *
 * <p>No client, no I/O, no clock: whoever watches the cluster puts facts in and takes them out, on one thread.
 */
@NullMarked
package io.bulwark.injector.cluster;

import org.jspecify.annotations.NullMarked;
