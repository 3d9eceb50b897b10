/**
 * What tests of several packages share: the leak check, byte making, waiting with a deadline, doubles of judges and meters.
 */
@NullMarked
package io.bulwark.proxy.testing;

import org.jspecify.annotations.NullMarked;
