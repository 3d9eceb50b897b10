package io.bulwark.proxy.admin;

import io.bulwark.proxy.config.AppProbe;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks the application what the kubelet wants to know, from inside the Pod. The connections are the proxy's own, and so are not
 * redirected. Confined to the admin thread; nothing waits on it.
 */
final class AppAsker {
    private final EventLoop loop;
    private final InetAddress app;
    private final Set<Integer> ownPorts;

    /**
     * @param app where the application is asked
     * @param ownPorts the proxy's own, where asking would come back to us
     */
    AppAsker(EventLoop loop, InetAddress app, Set<Integer> ownPorts) {
        this.loop = loop;
        this.app = app;
        this.ownPorts = Set.copyOf(ownPorts);
    }

    /** Asks; {@code then} is called once, with the outcome. */
    Asking ask(AppProbe probe, Consumer<AppOutcome> then) {
        var asking = new Asking(loop, app, ownPorts, probe.timeout(), then);
        asking.ask(probe.question());
        return asking;
    }
}
