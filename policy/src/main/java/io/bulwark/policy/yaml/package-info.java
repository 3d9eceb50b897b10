/**
 * Strict YAML: a file becomes plain nodes that know their lines, or one fault.
 *
 * <p>Knows nothing of policy. Aliases, anchors and tags are refused, so what is read is never larger than what was
 * written.
 */
@NullMarked
package io.bulwark.policy.yaml;

import org.jspecify.annotations.NullMarked;
