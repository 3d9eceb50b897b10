/**
 * The port behind which a matching engine works, and the second look that turns its candidates into findings.
 * A {@link io.bulwark.signatures.match.Matcher} is shared by all threads; everything else here is owned by one.
 * May import the signature vocabulary, {@code memory} and {@code validate}; never an engine.
 */
@NullMarked
package io.bulwark.signatures.match;

import org.jspecify.annotations.NullMarked;
