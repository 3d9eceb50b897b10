/**
 * The commands of {@code bulwark policy}: proof before enforcement, on files.
 *
 * <p>Runs on the main thread of a process of its own. May import policy and picocli, and nothing of the data plane.
 */
@NullMarked
package io.bulwark.proxy.proof;

import org.jspecify.annotations.NullMarked;
