@NullMarked
package io.bulwark.policy.proof;

import org.jspecify.annotations.NullMarked;
