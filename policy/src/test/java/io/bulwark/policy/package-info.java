@NullMarked
package io.bulwark.policy;

import org.jspecify.annotations.NullMarked;
