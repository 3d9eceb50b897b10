/** Measurements: JMH micro-benchmarks and the end-to-end rig against peers. */
@NullMarked
package io.bulwark.benchmarks;

import org.jspecify.annotations.NullMarked;
