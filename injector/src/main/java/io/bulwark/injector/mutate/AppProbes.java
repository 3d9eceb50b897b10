package io.bulwark.injector.mutate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.LifecycleHandlerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the probes and hooks of an application that reach it over the network into ones that ask the proxy, which then asks the
 * application from inside the Pod. A probe of the kubelet would otherwise be traffic from an unknown peer, and a mere connection
 * would always succeed, because the proxy takes it.
 *
 * <p>What is asked goes to the proxy as JSON: for each path under which the kubelet asks, what is to be asked of the application.
 */
final class AppProbes {
    private static final String PATH = "/app/";

    static final String NOTHING = "{}";

    private static final int MAX_LENGTH = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final TreeMap<String, JsonNode> asked = new TreeMap<>();
    private final JsonNode before;
    private final String hookKey;

    /**
     * @param before what {@link #json} was when the Pod got its sidecar before; its probes are turned already
     * @param hookKey the end of the paths of hooks: a hook does something, and only who may read the Pod shall have it done
     */
    AppProbes(String before, String hookKey) {
        this.before = parse(before);
        this.hookKey = hookKey;
    }

    private static JsonNode parse(String json) {
        try {
            return json.length() > MAX_LENGTH ? JSON.createObjectNode() : JSON.readTree(json);
        } catch (JacksonException _) {
            return JSON.createObjectNode();
        }
    }

    /** The container with its probes and hooks turned; those that reach nobody else's port are left as they are. */
    Container turn(Container container) {
        var builder = new ContainerBuilder(container);
        if (container.getLivenessProbe() != null) {
            builder.withLivenessProbe(turn(container, "liveness", container.getLivenessProbe()));
        }
        if (container.getReadinessProbe() != null) {
            builder.withReadinessProbe(turn(container, "readiness", container.getReadinessProbe()));
        }
        if (container.getStartupProbe() != null) {
            builder.withStartupProbe(turn(container, "startup", container.getStartupProbe()));
        }
        var lifecycle = container.getLifecycle();
        if (lifecycle != null) {
            var hooks = new LifecycleBuilder(lifecycle);
            if (lifecycle.getPostStart() != null) {
                hooks.withPostStart(turn(container, "poststart", lifecycle.getPostStart()));
            }
            if (lifecycle.getPreStop() != null) {
                hooks.withPreStop(turn(container, "prestop", lifecycle.getPreStop()));
            }
            builder.withLifecycle(hooks.build());
        }
        return builder.build();
    }

    /** What the proxy has to ask, by path; an empty object when there is nothing. */
    String json() {
        var all = JsonNodeFactory.instance.objectNode();
        asked.forEach(all::set);
        return all.toString();
    }

    private Probe turn(Container container, String kind, Probe probe) {
        var path = PATH + container.getName() + "/" + kind;
        var timeout = Optional.ofNullable(probe.getTimeoutSeconds()).orElse(1);
        var question = JsonNodeFactory.instance.objectNode().put("timeoutSeconds", timeout);
        var builder = new ProbeBuilder(probe);
        if (isTurned(probe.getHttpGet(), path::equals)) {
            return probe;
        }
        if (probe.getHttpGet() != null && ask(question, container, probe.getHttpGet())) {
            asked.put(path, question);
            return builder.withHttpGet(statusPage(path)).build();
        }
        if (probe.getTcpSocket() != null && isPodsOwn(probe.getTcpSocket().getHost())) {
            var port = number(container, probe.getTcpSocket().getPort());
            if (port.isPresent()) {
                asked.put(path, question.put("tcp", port.get()));
                return builder.withTcpSocket(null).withHttpGet(statusPage(path)).build();
            }
        }
        if (probe.getGrpc() != null && probe.getGrpc().getPort() != null) {
            question.put("grpc", probe.getGrpc().getPort());
            question.put(
                    "service", Optional.ofNullable(probe.getGrpc().getService()).orElse(""));
            asked.put(path, question);
            return builder.withGrpc(null).withHttpGet(statusPage(path)).build();
        }
        return probe;
    }

    private LifecycleHandler turn(Container container, String kind, LifecycleHandler hook) {
        var anyKey = PATH + container.getName() + "/" + kind + "/";
        var path = anyKey + hookKey;
        var question = JsonNodeFactory.instance.objectNode();
        if (isTurned(hook.getHttpGet(), known -> known.startsWith(anyKey))) {
            return hook;
        }
        if (hook.getHttpGet() != null && ask(question, container, hook.getHttpGet())) {
            asked.put(path, question);
            return new LifecycleHandlerBuilder(hook)
                    .withHttpGet(statusPage(path))
                    .build();
        }
        return hook;
    }

    private boolean isTurned(@Nullable HTTPGetAction action, Predicate<String> isOurs) {
        if (action == null
                || action.getPath() == null
                || !isOurs.test(action.getPath())
                || !Optional.of(new IntOrString(Names.STATUS_PORT)).equals(Optional.ofNullable(action.getPort()))) {
            return false;
        }
        if (before.path(action.getPath()).isObject()) {
            asked.put(action.getPath(), before.path(action.getPath()));
        }
        return true;
    }

    private static boolean ask(ObjectNode question, Container container, HTTPGetAction action) {
        var port = number(container, action.getPort());
        if (port.isEmpty() || !isPodsOwn(action.getHost())) {
            return false;
        }
        question.put("http", port.get());
        question.put("path", Optional.ofNullable(action.getPath()).orElse("/"));
        question.put("scheme", Optional.ofNullable(action.getScheme()).orElse("HTTP"));
        if (action.getHttpHeaders() != null && !action.getHttpHeaders().isEmpty()) {
            var headers = question.putArray("headers");
            action.getHttpHeaders()
                    .forEach(header -> headers.addArray().add(header.getName()).add(header.getValue()));
        }
        return true;
    }

    private static HTTPGetAction statusPage(String path) {
        return new HTTPGetActionBuilder()
                .withPath(path)
                .withPort(new IntOrString(Names.STATUS_PORT))
                .withScheme("HTTP")
                .build();
    }

    /** A probe with a host of its own goes to whatever that is: from the node, its loopback address is the node's. */
    private static boolean isPodsOwn(@Nullable String host) {
        return host == null || host.isEmpty();
    }

    private static Optional<Integer> number(Container container, @Nullable IntOrString port) {
        if (port == null) {
            return Optional.empty();
        }
        if (port.getIntVal() != null) {
            return Optional.of(port.getIntVal());
        }
        return container.getPorts().stream()
                .filter(named -> port.getStrVal() != null && port.getStrVal().equals(named.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }
}
