/**
 * Measurements: micro-benchmarks, and the Java parts of the end-to-end rig. Nothing here is part of the product.
 *
 * <p>Benchmarks of package-private classes live in this module under the package of what they measure.
 */
@NullMarked
package io.bulwark.benchmarks;

import org.jspecify.annotations.NullMarked;
