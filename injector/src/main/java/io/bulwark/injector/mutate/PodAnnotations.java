package io.bulwark.injector.mutate;

import io.bulwark.policy.Cidr;
import io.bulwark.policy.CidrParse;
import io.bulwark.policy.CidrSyntax;
import io.bulwark.policy.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the annotations of a Pod that are meant for its sidecar. What they hold is the Pod author's, and checked. */
final class PodAnnotations {
    static final String PREFIX = "bulwark.io/";

    /** Also a label of the namespace and of the Pod. */
    static final String INJECT = PREFIX + "inject";

    static final String STATUS = PREFIX + "status";
    static final String EXCLUDE_INBOUND_PORTS = PREFIX + "exclude-inbound-ports";
    static final String EXCLUDE_OUTBOUND_PORTS = PREFIX + "exclude-outbound-ports";
    static final String EXCLUDE_OUTBOUND_CIDRS = PREFIX + "exclude-outbound-cidrs";
    static final String PROTOCOL_PORTS = PREFIX + "protocol-ports";
    static final String LOG_LEVEL = PREFIX + "log-level";

    private static final int MAX_ENTRIES = 64;
    private static final List<String> LEVELS = List.of("debug", "info", "warning", "error");
    private static final List<String> PROTOCOLS = List.of("http", "http2", "grpc", "redis", "mysql", "tls", "tcp");
    private static final Set<String> KNOWN = known();

    private final Map<String, String> annotations;
    private final List<String> problems = new ArrayList<>();

    PodAnnotations(@Nullable Map<String, String> annotations) {
        this.annotations = annotations == null ? Map.of() : annotations;
    }

    /** What was wrong with the annotations that {@link #settings} has read. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Annotations of ours that nobody knows: most likely typing errors. */
    List<String> unknown() {
        return annotations.keySet().stream()
                .filter(key -> key.startsWith(PREFIX) && !KNOWN.contains(key))
                .sorted()
                .toList();
    }

    PodSettings settings() {
        var resources = new TreeMap<ProxyAmount, String>();
        for (var amount : ProxyAmount.values()) {
            read(amount.annotation(), value -> {
                if (amount.read(value).isPresent()) {
                    resources.put(amount, value);
                } else {
                    refuse(amount.annotation(), amount.allowed(), value);
                }
            });
        }
        atMost(resources, ProxyAmount.CPU_REQUEST, ProxyAmount.CPU_LIMIT);
        atMost(resources, ProxyAmount.MEMORY_REQUEST, ProxyAmount.MEMORY_LIMIT);
        return new PodSettings(
                ports(EXCLUDE_INBOUND_PORTS), ports(EXCLUDE_OUTBOUND_PORTS), cidrs(), protocols(), level(), resources);
    }

    private void atMost(Map<ProxyAmount, String> resources, ProxyAmount request, ProxyAmount limit) {
        var asked = resources.get(request);
        var most = resources.get(limit);
        if (asked != null
                && most != null
                && request.read(asked).orElseThrow().compareTo(limit.read(most).orElseThrow()) > 0) {
            refuse(request.annotation(), "at most " + limit.annotation() + ", which is " + most, asked);
        }
    }

    private NavigableSet<Integer> ports(String key) {
        var ports = new TreeSet<Integer>();
        for (var entry : entries(key)) {
            port(entry).ifPresentOrElse(ports::add, () -> refuse(key, "port numbers 1..65535 with commas", entry));
        }
        return ports;
    }

    private List<Cidr> cidrs() {
        var cidrs = new ArrayList<Cidr>();
        for (var entry : entries(EXCLUDE_OUTBOUND_CIDRS)) {
            switch (CidrSyntax.parse(entry)) {
                case CidrParse.Block(var cidr) when cidr.prefixLength() > 0 -> cidrs.add(cidr);
                case CidrParse.Block _ -> refuse(EXCLUDE_OUTBOUND_CIDRS, "networks smaller than everything", entry);
                case CidrParse.Fault _ ->
                    refuse(
                            EXCLUDE_OUTBOUND_CIDRS,
                            "networks such as 10.1.0.0/16 or fd00::/64 with commas, no bits set past the prefix",
                            entry);
            }
        }
        return cidrs;
    }

    private NavigableMap<Integer, String> protocols() {
        var protocols = new TreeMap<Integer, String>();
        for (var entry : entries(PROTOCOL_PORTS)) {
            var equals = entry.indexOf('=');
            var port = equals < 0 ? Optional.<Integer>empty() : port(entry.substring(0, equals));
            var protocol = entry.substring(equals + 1);
            if (port.isEmpty() || !PROTOCOLS.contains(protocol)) {
                refuse(PROTOCOL_PORTS, "PORT=PROTOCOL with commas, protocols " + String.join(", ", PROTOCOLS), entry);
            } else if (!protocol.equals(protocols.computeIfAbsent(port.get(), _ -> protocol))) {
                refuse(PROTOCOL_PORTS, "one protocol for a port", entry);
            }
        }
        return protocols;
    }

    private Optional<String> level() {
        var level = new ArrayList<String>();
        read(LOG_LEVEL, value -> {
            if (LEVELS.contains(value)) {
                level.add(value);
            } else {
                refuse(LOG_LEVEL, "one of " + String.join(", ", LEVELS), value);
            }
        });
        return level.stream().findFirst();
    }

    private List<String> entries(String key) {
        var entries = new ArrayList<String>();
        read(key, value -> {
            var parts = value.split(",", MAX_ENTRIES + 1);
            if (parts.length > MAX_ENTRIES) {
                refuse(key, "at most " + MAX_ENTRIES + " entries", value);
            } else if (!value.isBlank()) {
                Arrays.stream(parts).map(String::strip).forEach(entries::add);
            }
        });
        return entries;
    }

    private void read(String key, Consumer<String> reader) {
        var value = annotations.get(key);
        if (value != null) {
            reader.accept(value);
        }
    }

    private void refuse(String key, String allowed, String value) {
        problems.add("annotation " + key + " must be " + allowed + ", was " + Printable.quoted(value));
    }

    private static Optional<Integer> port(String text) {
        if (text.isEmpty()
                || text.length() > 5
                || text.charAt(0) == '0'
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(text)).filter(port -> port <= 65_535);
    }

    private static Set<String> known() {
        var known =
                Arrays.stream(ProxyAmount.values()).map(ProxyAmount::annotation).collect(Collectors.toSet());
        known.addAll(List.of(
                INJECT,
                STATUS,
                EXCLUDE_INBOUND_PORTS,
                EXCLUDE_OUTBOUND_PORTS,
                EXCLUDE_OUTBOUND_CIDRS,
                PROTOCOL_PORTS,
                LOG_LEVEL));
        return known;
    }
}
