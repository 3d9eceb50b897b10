/** What Kubernetes itself would say of an object, for tests. */
@NullMarked
package io.bulwark.injector.kubernetes;

import org.jspecify.annotations.NullMarked;
