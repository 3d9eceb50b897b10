/**
 * Bytes outside the Java heap by their plain address. The one place that reads or writes them; runs on any thread,
 * imports nothing of ours. Callers answer for the address.
 */
@NullMarked
package io.bulwark.signatures.memory;

import org.jspecify.annotations.NullMarked;
