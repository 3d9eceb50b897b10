/** What is installed on a cluster, compared with what it is made of and with what Kubernetes takes. */
@NullMarked
package io.bulwark.injector.manifests;

import org.jspecify.annotations.NullMarked;
