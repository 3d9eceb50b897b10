package io.bulwark.proxy.config;

import io.bulwark.policy.Fields;
import io.bulwark.policy.Problem;
import io.bulwark.policy.Problems;
import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.proxy.config.ListenerConfig.Side;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one Pod's specification says to its proxy, in environment variables, over the configuration file that all Pods share.
 *
 * @param protocols what the Pod's own ports speak
 * @param app the Pod's address, at which the kubelet would ask the application
 * @param probes what it would ask
 * @param controlPlane where the policy comes from instead of the file
 * @param state the folder in which is kept what must outlive the container
 */
public record PodEnvironment(
        Optional<Duration> drainTime,
        Optional<LogLevel> logLevel,
        Map<Integer, DeclaredProtocol> protocols,
        InetAddress app,
        Map<String, AppProbe> probes,
        Optional<ControlPlaneConfig> controlPlane,
        Optional<Path> state) {
    private static final String DRAIN_TIME = "BULWARK_DRAIN_TIME";
    private static final String LOG_LEVEL = "BULWARK_LOG_LEVEL";
    private static final String PROTOCOL_PORTS = "BULWARK_PROTOCOL_PORTS";
    private static final String APP_PROBES = "BULWARK_APP_PROBES";
    private static final String POD_IP = "POD_IP";
    private static final String CONTROL_PLANE = "BULWARK_CONTROL_PLANE";
    private static final String AUTHORITIES = "BULWARK_CONTROL_PLANE_CA";
    private static final String TOKEN = "BULWARK_TOKEN";
    private static final String STATE = "BULWARK_STATE";
    private static final String POD_NAME = "POD_NAME";
    private static final List<String> ALL = List.of(
            DRAIN_TIME,
            LOG_LEVEL,
            PROTOCOL_PORTS,
            APP_PROBES,
            POD_IP,
            CONTROL_PLANE,
            AUTHORITIES,
            TOKEN,
            STATE,
            POD_NAME);
    private static final String DEFAULT_TOKEN = "/var/run/bulwark/token/token";
    private static final int MAX_AUTHORITIES = 65_536;
    private static final int MAX_PORTS = 64;

    public PodEnvironment {
        protocols = Map.copyOf(protocols);
        probes = Map.copyOf(probes);
    }

    /** How much is logged, in the webhook's words. */
    public enum LogLevel {
        DEBUG,
        INFO,
        WARNING,
        ERROR;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of the variables. */
    public sealed interface Parse {
        record Parsed(PodEnvironment environment) implements Parse {}

        record Rejected(List<Problem> problems) implements Parse {}
    }

    /** Reads the variables; others are left alone, and an empty one counts as absent. */
    public static Parse read(Map<String, String> variables) {
        var entries = new HashMap<String, YamlNode>();
        for (var name : ALL) {
            var value = variables.getOrDefault(name, "");
            if (!value.isEmpty()) {
                entries.put(name, new YamlNode.Scalar(0, YamlNode.Kind.TEXT, value));
            }
        }
        var problems = new Problems();
        var fields = Fields.of(new YamlNode.Mapping(0, entries, List.of()), "", problems);
        var environment = read(fields, problems);
        return problems.hasErrors() ? new Parse.Rejected(problems.errors()) : new Parse.Parsed(environment);
    }

    private static PodEnvironment read(Fields fields, Problems problems) {
        return new PodEnvironment(
                given(fields, DRAIN_TIME).map(_ -> ConfigReader.drainTime(fields, DRAIN_TIME)),
                given(fields, LOG_LEVEL)
                        .map(_ -> fields.word(LOG_LEVEL, LogLevel.values(), LogLevel::id, LogLevel.INFO)),
                given(fields, PROTOCOL_PORTS)
                        .flatMap(_ -> fields.text(
                                PROTOCOL_PORTS,
                                text -> protocols(text).isPresent(),
                                "up to " + MAX_PORTS + " times, with commas, " + DeclaredProtocol.RULE))
                        .flatMap(PodEnvironment::protocols)
                        .orElseGet(Map::of),
                given(fields, POD_IP)
                        .flatMap(_ -> fields.text(POD_IP, text -> ip(text).isPresent(), "an IP address"))
                        .flatMap(PodEnvironment::ip)
                        .orElseGet(InetAddress::getLoopbackAddress),
                given(fields, APP_PROBES)
                        .flatMap(_ -> fields.text(APP_PROBES, _ -> true, "text"))
                        .map(new AppProbesReader(APP_PROBES, problems)::read)
                        .orElseGet(Map::of),
                controlPlane(fields),
                path(fields, STATE));
    }

    private static Optional<ControlPlaneConfig> controlPlane(Fields fields) {
        var replica = given(fields, POD_NAME)
                .flatMap(_ -> fields.text(
                        POD_NAME, text -> text.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"), "a Pod's name"))
                .orElse("proxy");
        var token = path(fields, TOKEN).orElse(Path.of(DEFAULT_TOKEN));
        var authorities = given(fields, AUTHORITIES)
                .flatMap(_ -> fields.text(
                        AUTHORITIES,
                        text -> text.length() <= MAX_AUTHORITIES && text.contains("-----BEGIN CERTIFICATE-----"),
                        "certificates in PEM, at most " + MAX_AUTHORITIES + " characters"));
        if (given(fields, CONTROL_PLANE).isEmpty()) {
            return Optional.empty();
        }
        var address = fields.text(
                        CONTROL_PLANE,
                        text -> ConfigReader.unresolved(text).isPresent(),
                        "a name and a port, such as bulwark.bulwark-system.svc:15443")
                .flatMap(ConfigReader::unresolved);
        if (authorities.isEmpty() && fields.missing(AUTHORITIES)) {
            return Optional.empty();
        }
        return address.flatMap(known -> authorities.map(pem -> new ControlPlaneConfig(known, pem, token, replica)));
    }

    private static Optional<Path> path(Fields fields, String name) {
        return given(fields, name)
                .flatMap(
                        _ -> fields.text(name, text -> text.startsWith("/") && text.indexOf('\0') < 0, "a path from /"))
                .map(Path::of);
    }

    private static Optional<YamlNode> given(Fields fields, String name) {
        return fields.node(name);
    }

    private static Optional<Map<Integer, DeclaredProtocol>> protocols(String text) {
        var declarations = Arrays.asList(text.split(",", -1));
        return declarations.size() > MAX_PORTS
                ? Optional.empty()
                : DeclaredProtocol.parse(declarations).map(Map::copyOf);
    }

    private static Optional<InetAddress> ip(String text) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text));
    }

    /** The configuration of this Pod's proxy. */
    public ProxyConfig over(ProxyConfig config) {
        return new ProxyConfig(
                config.admin(),
                config.listeners().stream().map(this::over).toList(),
                config.policy(),
                config.events(),
                config.transport(),
                config.loops(),
                config.maxFlows(),
                drainTime.orElse(config.drainTime()),
                config.status().map(status -> new StatusConfig(status.address(), app, probes)),
                state.or(config::state),
                config.record(),
                config.promotion(),
                controlPlane);
    }

    private ListenerConfig over(ListenerConfig listener) {
        if (listener.side() == Side.EGRESS) {
            return listener;
        }
        var all = new HashMap<>(listener.protocols());
        all.putAll(protocols);
        return new ListenerConfig(listener.name(), listener.side(), listener.mode(), listener.address(), all);
    }
}
