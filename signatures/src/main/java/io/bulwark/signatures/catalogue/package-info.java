/**
 * Reading signature files: strict, with every problem told at once. Runs at build time and at start; may import the
 * vocabulary, {@code validate} and Jackson.
 */
@NullMarked
package io.bulwark.signatures.catalogue;

import org.jspecify.annotations.NullMarked;
