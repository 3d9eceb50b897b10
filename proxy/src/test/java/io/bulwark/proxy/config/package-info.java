/** Tests of the bootstrap configuration. */
@NullMarked
package io.bulwark.proxy.config;

import org.jspecify.annotations.NullMarked;
