/**
 * Decoded readings of a field, made piece by piece in native memory. Owned by one thread. May import {@code memory}.
 */
@NullMarked
package io.bulwark.signatures.view;

import org.jspecify.annotations.NullMarked;
