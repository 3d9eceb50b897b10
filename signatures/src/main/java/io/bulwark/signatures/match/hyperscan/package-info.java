/**
 * The port over Intel Hyperscan, reached through java.lang.foreign. Databases are shared by all threads, scanners
 * are owned by one. The only package that knows native functions.
 */
@NullMarked
package io.bulwark.signatures.match.hyperscan;

import org.jspecify.annotations.NullMarked;
