/**
 * Proof before enforcement: what an allowlist would have done to calls that were recorded, how two of them differ, and the changes that
 * people make to them.
 *
 * <p>Plain Java, on any thread. Knows policy and Jackson; nothing is read from or written to anywhere.
 */
@NullMarked
package io.bulwark.policy.proof;

import org.jspecify.annotations.NullMarked;
