package io.bulwark.proxy.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A protocol that somebody says a port speaks, so that nothing has to be detected. */
public enum DeclaredProtocol {
    /** HTTP/1.1, and what it is upgraded to. */
    HTTP("http"),
    /** HTTP/2 from the first byte on. */
    HTTP2("http2"),
    /** The same; gRPC is found in it. */
    GRPC("grpc"),
    REDIS("redis"),
    MYSQL("mysql"),
    TLS("tls"),
    /** Any other: nothing of it is read. */
    TCP("tcp");

    /** What a declaration must be, for messages. */
    static final String RULE = "PORT=PROTOCOL, where PROTOCOL is one of "
            + Arrays.stream(values()).map(DeclaredProtocol::id).collect(Collectors.joining(", "));

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})=([a-z0-9]{1,16})");

    private final String id;

    DeclaredProtocol(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** Reads declarations such as {@code 8080=http}; empty if one of them is none, or a port comes twice. */
    static Optional<SortedMap<Integer, DeclaredProtocol>> parse(Iterable<String> declarations) {
        var all = new TreeMap<Integer, DeclaredProtocol>();
        for (var declaration : declarations) {
            var form = FORM.matcher(declaration);
            if (!form.matches()) {
                return Optional.empty();
            }
            var port = Integer.parseInt(form.group(1));
            var protocol = Arrays.stream(values())
                    .filter(value -> value.id.equals(form.group(2)))
                    .findFirst();
            if (port > 65_535 || protocol.isEmpty() || all.put(port, protocol.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }
}
