package io.bulwark.injector.cluster;

import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PeerPattern;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.handout.InspectionParts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A policy document of the cluster that was read and found right.
 *
 * @param parts in the form that files have, but for descriptor sets, which are beside it
 * @param peers whom its rules name
 * @param closed whether it is enforced on both sides and lets through nobody else, so that others need not be known
 * @param rules how many rules it has
 * @param automatic whether its author lets it go from Learn to Enforce by itself
 */
public record DocumentFacts(
        Named document,
        Kind kind,
        InspectionParts parts,
        List<PeerPattern> peers,
        boolean closed,
        int rules,
        boolean automatic) {
    /** Which document it is. */
    public enum Kind {
        ALLOWLIST(ServiceAllowlist.KIND),
        INSPECTION(InspectionPolicy.KIND);

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The kind as documents write it. */
        public String word() {
            return word;
        }
    }

    public DocumentFacts {
        peers = List.copyOf(peers);
    }

    /** The document itself. */
    public String text() {
        return parts.document();
    }

    /** The same, which goes on by itself or does not. */
    public DocumentFacts automatic(boolean does) {
        return new DocumentFacts(document, kind, parts, peers, closed, rules, does);
    }

    /** What became of reading a document. */
    public sealed interface Reading {
        record Good(DocumentFacts document) implements Reading {}

        /** It is not in force; the one before is, or else nothing new is handed out to whom it concerns. */
        record Bad(List<String> problems) implements Reading {
            public Bad {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Reads a document; never throws, whatever is in it. */
    public static Reading read(Named document, Kind kind, String text) {
        return switch (PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Rejected(var problems) ->
                new Reading.Bad(
                        problems.stream().map(problem -> problem.message()).toList());
            case PolicyParse.Parsed(var snapshot, var _) -> {
                var allowlist = snapshot.allowlist();
                yield new Reading.Good(new DocumentFacts(
                        document,
                        kind,
                        snapshot.inspection().grpc().sets().isEmpty()
                                ? InspectionParts.whole(text)
                                : InspectionParts.of(text),
                        allowlist.map(DocumentFacts::peers).orElseGet(List::of),
                        allowlist.map(DocumentFacts::closed).orElse(false),
                        allowlist.map(DocumentFacts::count).orElse(0),
                        false));
            }
        };
    }

    private static List<PeerPattern> peers(ServiceAllowlist allowlist) {
        return Stream.of(allowlist.ingress(), allowlist.egress())
                .flatMap(side -> Stream.concat(side.allow().stream(), side.deny().stream()))
                .map(AllowlistRule::peers)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private static int count(ServiceAllowlist allowlist) {
        return Stream.of(allowlist.ingress(), allowlist.egress())
                .mapToInt(side -> side.allow().size() + side.deny().size())
                .sum();
    }

    private static boolean closed(ServiceAllowlist allowlist) {
        return Stream.of(allowlist.ingress(), allowlist.egress())
                .allMatch(side -> side.closed() && side.mode() == Mode.ENFORCE);
    }
}
