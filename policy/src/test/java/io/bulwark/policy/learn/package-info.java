@NullMarked
package io.bulwark.policy.learn;

import org.jspecify.annotations.NullMarked;
