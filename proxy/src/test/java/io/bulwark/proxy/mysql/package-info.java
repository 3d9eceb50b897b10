/** MySQL through the whole proxy, against a real server with real clients. */
@NullMarked
package io.bulwark.proxy.mysql;

import org.jspecify.annotations.NullMarked;
