package io.bulwark.policy;

import java.util.List;

/** Looks for rules that can never be the one that allows, because one earlier rule allows all that they do. */
final class Shadowing {

    /* Simple cases only: one earlier rule, whole entries, and patterns of which one plainly has all that the other has.
     * What is found is true; what is not found may be shadowed all the same. Pairs are compared until the budget is
     * used up, which is after some 300 rules: reading a large file must not take longer for a hint. */

    private static final int MAX_PAIRS = 50_000;

    private final ServiceAllowlist allowlist;
    private final List<List<Entry>> entries;
    private final List<Integer> lines;
    private final Problems problems;

    /** One entry of a rule in the words of HTTP, and whether it is for gRPC only. */
    private record Entry(boolean grpcOnly, HttpOperation http) {}

    Shadowing(ServiceAllowlist allowlist, List<Integer> lines, Problems problems) {
        this.allowlist = allowlist;
        entries = allowlist.ingress().stream().map(Shadowing::entries).toList();
        this.lines = lines;
        this.problems = problems;
    }

    void warn() {
        var rules = allowlist.ingress();
        int pairs = 0;
        for (int later = 1; later < rules.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (pairs++ >= MAX_PAIRS) {
                    return;
                }
                if (covers(rules.get(earlier), rules.get(later)) && coversEntries(earlier, later)) {
                    problems.warning(
                            lines.get(later),
                            "spec.ingress[" + later + "]",
                            "(" + rules.get(later).id() + ") never comes into play: spec.ingress[" + earlier + "] ("
                                    + rules.get(earlier).id() + ") allows all that it allows");
                    break;
                }
            }
        }
    }

    /** Whether peers and ports are covered. */
    private static boolean covers(IngressRule wide, IngressRule narrow) {
        return (wide.ports().isEmpty()
                        || (!narrow.ports().isEmpty() && wide.ports().containsAll(narrow.ports())))
                && narrow.from().stream().allMatch(peer -> wide.from().stream().anyMatch(other -> covers(other, peer)));
    }

    private boolean coversEntries(int wide, int narrow) {
        return entries.get(narrow).stream()
                .allMatch(entry -> entries.get(wide).stream().anyMatch(other -> covers(other, entry)));
    }

    private static List<Entry> entries(IngressRule rule) {
        return rule.operations().stream()
                .map(operation -> new Entry(operation instanceof GrpcOperation, operation.asHttp()))
                .toList();
    }

    private static boolean covers(Entry wide, Entry narrow) {
        return (!wide.grpcOnly() || narrow.grpcOnly()) && covers(wide.http(), narrow.http());
    }

    private static boolean covers(PeerPattern wide, PeerPattern narrow) {
        return switch (wide) {
            case Cidr wideBlock ->
                switch (narrow) {
                    case Cidr narrowBlock -> wideBlock.covers(narrowBlock);
                };
        };
    }

    private static boolean covers(HttpOperation wide, HttpOperation narrow) {
        var methods = wide.methods().isEmpty()
                || (!narrow.methods().isEmpty() && wide.methods().containsAll(narrow.methods()));
        var paths = wide.paths().isEmpty()
                || (!narrow.paths().isEmpty()
                        && narrow.paths().stream()
                                .allMatch(path -> wide.paths().stream().anyMatch(other -> covers(other, path))));
        return methods && paths;
    }

    private static boolean covers(PathPattern wide, PathPattern narrow) {
        return switch (wide) {
            case PathPattern.Exact exact -> exact.equals(narrow);
            case PathPattern.Prefix(var prefix) -> fixedStart(narrow).startsWith(prefix);
            case PathPattern.Template template ->
                switch (narrow) {
                    case PathPattern.Exact(var text) ->
                        text.startsWith("/") && covers(template, PathSyntax.segments(text));
                    case PathPattern.Prefix _ -> false;
                    case PathPattern.Template other -> covers(template, other.segments());
                };
        };
    }

    private static boolean covers(PathPattern.Template wide, List<String> narrow) {
        var segments = wide.segments();
        if (segments.size() != narrow.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            var variable = PathSyntax.isVariable(segments.get(i));
            if (variable ? narrow.get(i).isEmpty() : !segments.get(i).equals(narrow.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What every path of the pattern begins with. */
    private static String fixedStart(PathPattern pattern) {
        return switch (pattern) {
            case PathPattern.Exact(var text) -> text;
            case PathPattern.Prefix(var text) -> text;
            case PathPattern.Template(var text) -> {
                int brace = text.indexOf('{');
                yield brace < 0 ? text : text.substring(0, brace);
            }
        };
    }
}
