/** Tests; on the test's own threads unless one says otherwise. */
@NullMarked
package io.bulwark.proxy.admin;

import org.jspecify.annotations.NullMarked;
