package io.bulwark.policy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Matching as plainly as it can be written: every rule in turn, with strings and regular expressions. */
final class NaiveOracle {

    private final List<AllowlistRule> rules;

    NaiveOracle(List<AllowlistRule> rules) {
        this.rules = rules;
    }

    String match(String peer, int port, String protocol, String method, String path) {
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            boolean peerFits = rule.peers().stream()
                    .anyMatch(pattern -> pattern instanceof Cidr cidr && cidr.covers(Policies.cidr(peer)));
            boolean portFits = rule.ports().isEmpty() || rule.ports().contains(port);
            boolean http = (protocol.equals("http") || protocol.equals("grpc"))
                    && rule.operations().stream()
                            .anyMatch(operation -> operation instanceof HttpOperation of && fits(of, method, path));
            boolean grpc = protocol.equals("grpc")
                    && method.equals("POST")
                    && rule.operations().stream()
                            .anyMatch(operation -> operation instanceof GrpcOperation of && fits(of, path));
            if (peerFits && portFits && (http || grpc)) {
                return rule.id();
            }
        }
        return "";
    }

    private static boolean fits(HttpOperation operation, String method, String path) {
        return (operation.methods().isEmpty() || operation.methods().contains(method))
                && (operation.paths().isEmpty() || operation.paths().stream().anyMatch(pattern -> fits(pattern, path)));
    }

    private static boolean fits(GrpcOperation operation, String path) {
        if (operation.service().isEmpty()) {
            return true;
        }
        var start = "/" + operation.service() + "/";
        if (!path.startsWith(start)) {
            return false;
        }
        var method = path.substring(start.length());
        return operation.methods().isEmpty()
                ? !method.isEmpty() && !method.contains("/")
                : operation.methods().contains(method);
    }

    static boolean fits(PathPattern pattern, String path) {
        return switch (pattern) {
            case PathPattern.Exact(var text) -> path.equals(text);
            case PathPattern.Prefix(var text) -> path.startsWith(text);
            case PathPattern.Template(var text) -> {
                var regex = PathSyntax.segments(text).stream()
                        .map(segment -> PathSyntax.isVariable(segment) ? "[^/]+" : Pattern.quote(segment))
                        .collect(Collectors.joining("/", "/", ""));
                yield Pattern.compile(regex, Pattern.DOTALL).matcher(path).matches();
            }
        };
    }
}
