/** Tests of MySQL's protocol. */
@NullMarked
package io.bulwark.proxy.protocol.mysql;

import org.jspecify.annotations.NullMarked;
