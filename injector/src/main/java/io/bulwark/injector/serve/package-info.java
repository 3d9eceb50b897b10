/**
 * The stream between proxies and the control plane: who they are, what they are told, and what they say.
 *
 * <p>Connections live on Netty's event loops, which never wait; tokens are asked for on virtual threads.
 */
@NullMarked
package io.bulwark.injector.serve;

import org.jspecify.annotations.NullMarked;
