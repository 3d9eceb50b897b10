/** The composition root of the data plane: the command line, and where the parts are put together. */
@NullMarked
package io.bulwark.proxy;

import org.jspecify.annotations.NullMarked;
