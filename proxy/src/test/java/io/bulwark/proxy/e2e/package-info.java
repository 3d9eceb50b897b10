/**
 * The proof that interception holds end to end: real packet rules, a real proxy and real servers in network namespaces.
 *
 * <p>Every test here is tagged {@code netns} and runs only with the profile of that name, as root. What is missing on the
 * machine fails the tests; nothing is skipped.
 */
@NullMarked
package io.bulwark.proxy.e2e;

import org.jspecify.annotations.NullMarked;
