/** The control plane. */
@NullMarked
package io.bulwark.injector;

import org.jspecify.annotations.NullMarked;
