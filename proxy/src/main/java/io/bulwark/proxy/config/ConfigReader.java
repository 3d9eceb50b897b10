package io.bulwark.proxy.config;

import io.bulwark.policy.Fields;
import io.bulwark.policy.Problems;
import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.policy.yaml.YamlParse;
import io.bulwark.policy.yaml.YamlReader;
import io.bulwark.proxy.config.ListenerConfig.Mode;
import io.bulwark.proxy.config.ListenerConfig.Side;
import io.bulwark.proxy.config.ProxyConfig.Events;
import io.bulwark.proxy.config.ProxyConfig.TransportChoice;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the bootstrap configuration, a YAML mapping. */
public final class ConfigReader {
    private static final int DEFAULT_ADMIN_PORT = 15000;
    private static final int DEFAULT_STATUS_PORT = 15020;
    private static final long HEAP_OF_PROCESS = 24L << 20;
    private static final long HEAP_OF_FLOW = 14L << 10;
    private static final int MAX_PROTOCOLS = 64;
    private static final int MAX_LISTENERS = 32;
    private static final String ADDRESS_RULE = "an IP address without a port";
    private static final String DESTINATION_RULE =
            "an IP address and a port, such as \"127.0.0.1:9000\" or \"[::1]:9000\"";

    private final Problems problems = new Problems();
    private final Path base;

    private ConfigReader(Path base) {
        this.base = base;
    }

    /**
     * Reads a configuration.
     *
     * @param base the folder that relative paths in it start from
     */
    public static ConfigParse read(String yaml, Path base) {
        return new ConfigReader(base).document(yaml);
    }

    private ConfigParse document(String yaml) {
        switch (YamlReader.read(yaml)) {
            case YamlParse.Fault(var line, var why) -> problems.error(line, "", "file " + why);
            case YamlParse.Documents(var roots) -> {
                if (roots.size() == 1) {
                    var config = root(Fields.of(roots.getFirst(), "", problems));
                    if (!problems.hasErrors()) {
                        return new ConfigParse.Parsed(config);
                    }
                } else {
                    problems.error(0, "", "file must hold one document, held " + roots.size());
                }
            }
        }
        return new ConfigParse.Rejected(problems.errors());
    }

    /**
     * How many flows a heap carries, 64..16,384: beyond that they would end the process, and with it the flows of everybody.
     *
     * <p>Idle sessions of MySQL, the largest, take 13 KB each; the process itself needs what is left out here.
     */
    static int flowsIn(long heapBytes) {
        return Math.clamp((heapBytes - HEAP_OF_PROCESS) / HEAP_OF_FLOW, 64, 16_384);
    }

    private ProxyConfig root(Fields fields) {
        var config = new ProxyConfig(
                admin(fields.optional("admin")),
                listeners(fields),
                path(fields, "policy"),
                events(fields),
                fields.word("transport", TransportChoice.values(), TransportChoice::id, TransportChoice.AUTO),
                fields.whole("loops", 1, 64, Math.min(2, Runtime.getRuntime().availableProcessors())),
                fields.whole(
                        "maxFlows", 64, 1_000_000, flowsIn(Runtime.getRuntime().maxMemory())),
                drainTime(fields, "drainTime"),
                status(fields),
                path(fields, "state"),
                record(fields),
                LearningReader.promotion(fields.optional("promotion")),
                Optional.empty());
        if (config.promotion().automatic() && config.state().isEmpty()) {
            problems.error(
                    fields.line(), "promotion.automatic", "must come with state, where the mode reached is kept");
        }
        fields.end();
        return config;
    }

    private Optional<RecordConfig> record(Fields root) {
        if (root.node("record").isEmpty()) {
            return Optional.empty();
        }
        var fields = root.optional("record");
        return Optional.of(LearningReader.record(fields, path(fields, "file")));
    }

    static Duration drainTime(Fields fields, String key) {
        return fields.time(key, Duration.ZERO, Duration.ofMinutes(10), Duration.ofSeconds(10));
    }

    private static Optional<StatusConfig> status(Fields root) {
        if (root.node("status").isEmpty()) {
            return Optional.empty();
        }
        var fields = root.optional("status");
        var address = address(fields, "127.0.0.1");
        var port = fields.whole("port", 0, 65_535, DEFAULT_STATUS_PORT);
        fields.end();
        return Optional.of(
                new StatusConfig(new InetSocketAddress(address, port), InetAddress.getLoopbackAddress(), Map.of()));
    }

    private InetSocketAddress admin(Fields fields) {
        var address = address(fields, "127.0.0.1");
        var port = fields.whole("port", 0, 65_535, DEFAULT_ADMIN_PORT);
        fields.end();
        return new InetSocketAddress(address, port);
    }

    private List<ListenerConfig> listeners(Fields fields) {
        var listeners = new ArrayList<ListenerConfig>();
        var names = new HashSet<String>();
        if (fields.missing("listeners")) {
            return listeners;
        }
        for (var node : fields.list("listeners", 1, MAX_LISTENERS)) {
            var listener = listener(node, fields.at("listeners") + "[" + listeners.size() + "]");
            if (!names.add(listener.name())) {
                problems.error(
                        node.line(),
                        fields.at("listeners"),
                        "must have different names, has " + listener.name() + " twice");
            }
            listeners.add(listener);
        }
        return listeners;
    }

    private ListenerConfig listener(YamlNode node, String path) {
        var fields = Fields.of(node, path, problems);
        var name = fields.text(
                "name", text -> text.matches("[a-z0-9-]{1,63}"), "1..63 lower-case letters, digits and \"-\"");
        if (fields.missing("side")) {
            return new ListenerConfig("", Side.INGRESS, new Mode.Transparent(), new InetSocketAddress(0));
        }
        var side = fields.word("side", Side.values(), Side::id, Side.INGRESS);
        var address = new InetSocketAddress(address(fields, "127.0.0.1"), port(fields));
        var mode = mode(fields);
        var protocols = protocols(fields);
        fields.end();
        return new ListenerConfig(name.orElse(""), side, mode, address, protocols);
    }

    private Map<Integer, DeclaredProtocol> protocols(Fields fields) {
        var declarations = new ArrayList<String>();
        for (var node : fields.list("protocols", 1, MAX_PROTOCOLS)) {
            declarations.add(node instanceof YamlNode.Scalar(var _, var _, var text) ? text : "");
        }
        var declared = DeclaredProtocol.parse(declarations);
        if (declared.isEmpty()) {
            problems.error(
                    fields.line(), fields.at("protocols"), "must hold, each port once, " + DeclaredProtocol.RULE);
        }
        return declared.<Map<Integer, DeclaredProtocol>>map(Map::copyOf).orElseGet(Map::of);
    }

    private static int port(Fields fields) {
        return fields.missing("port") ? 0 : fields.whole("port", 0, 65_535, 0);
    }

    private Mode mode(Fields fields) {
        var modes = List.of("transparent", "explicit");
        var explicit = fields.text("mode", modes::contains, "one of transparent, explicit")
                .filter("explicit"::equals);
        if (explicit.isEmpty()) {
            return new Mode.Transparent();
        }
        return fields.text("destination", text -> destination(text).isPresent(), DESTINATION_RULE)
                .flatMap(ConfigReader::destination)
                .<Mode>map(Mode.Explicit::new)
                .orElseGet(Mode.Transparent::new);
    }

    private static InetAddress address(Fields fields, String unlessTold) {
        if (fields.node("address").isEmpty()) {
            return ip(unlessTold).orElseThrow();
        }
        return fields.text("address", text -> ip(text).isPresent(), ADDRESS_RULE)
                .flatMap(ConfigReader::ip)
                .orElseGet(InetAddress::getLoopbackAddress);
    }

    /** Reads a literal address; a name is never looked up. */
    private static Optional<InetAddress> ip(String text) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text));
    }

    /** Reads a name, or a literal address, and a port; the name is not looked up. */
    static Optional<InetSocketAddress> unresolved(String text) {
        var colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        if (!host.matches("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]")
                || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        var port = Integer.parseInt(text.substring(colon + 1));
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(InetSocketAddress.createUnresolved(host, port));
    }

    private static Optional<InetSocketAddress> destination(String text) {
        var colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        var host = text.substring(0, colon);
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        var port = Integer.parseInt(text.substring(colon + 1));
        return port < 1 || port > 65_535
                ? Optional.empty()
                : ip(bare).map(address -> new InetSocketAddress(address, port));
    }

    private Optional<Path> path(Fields fields, String key) {
        if (fields.node(key).isEmpty()) {
            return Optional.empty();
        }
        return fields.text(key, text -> !text.isBlank() && text.indexOf('\0') < 0, "a path")
                .map(base::resolve);
    }

    private Events events(Fields fields) {
        return path(fields, "events")
                .<Events>map(file -> file.endsWith("-") ? new Events.StandardOutput() : new Events.ToFile(file))
                .orElseGet(Events.Nowhere::new);
    }
}
