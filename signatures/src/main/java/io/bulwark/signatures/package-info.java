/** The signature catalogue, its compiler, and the matching engine behind a small port. */
@NullMarked
package io.bulwark.signatures;

import org.jspecify.annotations.NullMarked;
