/**
 * The demo: a small HTTP service, the real proxy before it, and a client that sends good and hostile requests.
 *
 * <p>Shows what the product does, and is the first check of a build: it fails when a verdict is not the expected one.
 */
@NullMarked
package io.bulwark.proxy.demo;

import org.jspecify.annotations.NullMarked;
