/**
 * Learning what a service is asked: a bounded sketch of operations, profiles that merge, rules made of them, and how far they can be
 * trusted.
 *
 * <p>Plain Java like the rest of policy: times are arguments, in seconds since 1970. A {@link io.bulwark.policy.learn.Learner} belongs
 * to one event loop; everything else is immutable and may be used from any thread.
 */
@NullMarked
package io.bulwark.policy.learn;

import org.jspecify.annotations.NullMarked;
