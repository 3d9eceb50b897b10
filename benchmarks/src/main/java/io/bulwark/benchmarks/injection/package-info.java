/** What the admission webhook takes for a review of a Pod. */
@NullMarked
package io.bulwark.benchmarks.injection;

import org.jspecify.annotations.NullMarked;
