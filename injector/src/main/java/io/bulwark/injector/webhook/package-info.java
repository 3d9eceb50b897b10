/** The admission webhook: what the API server asks at the creation of a Pod, over HTTPS. On virtual threads. */
@NullMarked
package io.bulwark.injector.webhook;

import org.jspecify.annotations.NullMarked;
