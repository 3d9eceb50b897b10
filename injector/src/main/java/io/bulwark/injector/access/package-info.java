/** What the control plane may ask of the API server. Pure. */
@NullMarked
package io.bulwark.injector.access;

import org.jspecify.annotations.NullMarked;
