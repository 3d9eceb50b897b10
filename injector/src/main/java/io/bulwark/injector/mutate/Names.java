package io.bulwark.injector.mutate;

import java.util.List;

/** What the sidecar's parts are called in a Pod, and where they listen. */
final class Names {
    static final String INIT = "bulwark-init";
    static final String PROXY = "bulwark-proxy";
    static final String TOKEN = "bulwark-token";
    static final String TEMPORARY = "bulwark-tmp";
    static final String STATE = "bulwark-state";

    /** An empty folder in the place where the application's token for the API server would be mounted. */
    static final String NO_TOKEN = "bulwark-no-token";

    static final List<String> CONTAINERS = List.of(INIT, PROXY);
    static final List<String> VOLUMES = List.of(TOKEN, TEMPORARY, STATE, NO_TOKEN);

    /** The proxy's user, whose connections are not redirected. */
    static final long PROXY_UID = 1337;

    static final int INBOUND_PORT = 15006;
    static final int OUTBOUND_PORT = 15001;
    static final int ADMIN_PORT = 15000;

    /** Where the kubelet and Prometheus reach the proxy. */
    static final int STATUS_PORT = 15020;

    static final List<Integer> PORTS = List.of(ADMIN_PORT, OUTBOUND_PORT, INBOUND_PORT, STATUS_PORT);

    private Names() {}
}
