/**
 * What the control plane and a proxy say to each other: the policy of one workload in parts, and changes of them.
 *
 * <p>Pure, like all of the policy: texts in, texts out. Used by the control plane on any thread, and by the proxy on the thread that
 * listens to it.
 */
@NullMarked
package io.bulwark.policy.handout;

import org.jspecify.annotations.NullMarked;
