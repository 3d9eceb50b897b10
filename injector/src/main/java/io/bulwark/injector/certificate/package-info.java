/** The certificates of the control plane: an authority of its own, and the leaf that it serves with. Time comes in as an argument. */
@NullMarked
package io.bulwark.injector.certificate;

import org.jspecify.annotations.NullMarked;
