/**
 * The build's gate for signatures: refuses what is unclear, unproven or slow, and writes databases. One thread; may
 * import everything of this module.
 */
@NullMarked
package io.bulwark.signatures.compile;

import org.jspecify.annotations.NullMarked;
