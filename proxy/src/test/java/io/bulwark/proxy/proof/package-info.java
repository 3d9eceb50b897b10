@NullMarked
package io.bulwark.proxy.proof;

import org.jspecify.annotations.NullMarked;
