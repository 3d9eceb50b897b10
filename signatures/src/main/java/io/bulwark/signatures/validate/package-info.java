/**
 * Exact checks of numbers that a pattern can only guess: cards, account and identity numbers. Pure functions for any
 * thread; imports nothing of ours.
 */
@NullMarked
package io.bulwark.signatures.validate;

import org.jspecify.annotations.NullMarked;
