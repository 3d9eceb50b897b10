/** Services that are made up, with rules that are known, to measure what learning makes of their traffic. */
@NullMarked
package io.bulwark.benchmarks.learning;

import org.jspecify.annotations.NullMarked;
