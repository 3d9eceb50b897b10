@NullMarked
package io.bulwark.policy.descriptor;

import org.jspecify.annotations.NullMarked;
