/** {@code bulwark check}: what is well with an installation and what is not. Only reads. */
@NullMarked
package io.bulwark.injector.check;

import org.jspecify.annotations.NullMarked;
