/** A control plane with thousands of simulated proxies: how much memory it takes, and how fast a change reaches all of them. */
@NullMarked
package io.bulwark.benchmarks.control;

import org.jspecify.annotations.NullMarked;
