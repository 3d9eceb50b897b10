/**
 * What the proxy counts and measures, and how it is shown to Prometheus.
 *
 * <p>Counters and timings are written on any thread without a lock; callers ask for them once and keep them. A scrape runs
 * on the thread that asks for it. May import nothing else of the proxy.
 */
@NullMarked
package io.bulwark.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
