package io.bulwark.policy.handout;

import io.bulwark.policy.Cidr;
import io.bulwark.policy.DescriptorText;
import io.bulwark.policy.GrpcInspection;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.NamedFiles;
import io.bulwark.policy.PeerGroup;
import io.bulwark.policy.PeerIdentities;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Problem;
import io.bulwark.policy.Problems;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes policies of handouts one after another. What a handout shares with the one before is not read again. For one thread. */
public final class HandoutReader {
    private static final Metadata NAME = new Metadata("cluster", "");
    private static final String BETWEEN = "\n---\n";

    private final int sets;
    private final int addresses;
    private String documents = "";
    private PolicyParse.Parsed parsed = new PolicyParse.Parsed(PolicySnapshot.open(), List.of());
    private Map<Part, List<PeerIdentities.Known>> groups = new HashMap<>();

    /** A reader with room for all that a policy may have. */
    public HandoutReader() {
        this(GrpcInspection.MAX_DESCRIPTOR_BYTES, Integer.MAX_VALUE);
    }

    /**
     * A reader with room for so much.
     *
     * @param sets the most bytes of descriptor sets, unfolded
     * @param addresses the most addresses of peers
     */
    public HandoutReader(int sets, int addresses) {
        this.sets = sets;
        this.addresses = addresses;
    }

    /** The policy that a handout means; never throws, whatever is in it. Parts of unknown names are left aside. */
    public PolicyParse read(Handout handout) {
        return switch (documents(handout)) {
            case PolicyParse.Rejected rejected -> rejected;
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                var problems = new Problems();
                var peers = peers(handout, problems);
                yield problems.hasErrors()
                        ? new PolicyParse.Rejected(problems.errors())
                        : new PolicyParse.Parsed(snapshot.with(new PeerIdentities(NAME, peers)), warnings);
            }
        };
    }

    private PolicyParse documents(Handout handout) {
        var text = Stream.of(Handout.INSPECTION, Handout.ALLOWLIST)
                .map(handout::text)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(BETWEEN));
        if (text.equals(documents)) {
            return parsed;
        }
        var parse = text.isEmpty()
                ? new PolicyParse.Parsed(PolicySnapshot.open(), List.of())
                : PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8), new Sets(handout, sets));
        if (parse instanceof PolicyParse.Parsed(var snapshot, var warnings)) {
            documents = text;
            parsed = new PolicyParse.Parsed(snapshot, aboutDocuments(warnings));
            return parsed;
        }
        return parse;
    }

    /** The descriptor sets that were handed out beside the document that names them. */
    private record Sets(Handout handout, int room) implements NamedFiles {
        @Override
        public Outcome read(String name) {
            var base64 = name.startsWith(Handout.DESCRIPTORS) ? handout.text(name) : "";
            if (base64.isEmpty()) {
                return new Outcome.Unreadable("it was not handed out");
            }
            return DescriptorText.bytes(base64)
                    .<Outcome>map(Outcome.Whole::new)
                    .orElseGet(() -> new Outcome.Unreadable("it is no base64"));
        }
    }

    /** That the documents name peers of whom nobody tells is not so: the other parts do. */
    private static List<Problem> aboutDocuments(List<Problem> warnings) {
        return warnings.stream()
                .filter(warning -> !warning.message().contains(PeerIdentities.KIND))
                .toList();
    }

    private List<PeerIdentities.Known> peers(Handout handout, Problems problems) {
        Map<Part, List<PeerIdentities.Known>> read = new HashMap<>();
        List<PeerIdentities.Known> all = new ArrayList<>();
        Set<Cidr> blocks = new HashSet<>();
        handout.parts().tailMap(Handout.PEERS).forEach((name, part) -> {
            if (!name.startsWith(Handout.PEERS)) {
                return;
            }
            var before = groups.getOrDefault(part, List.of());
            int left = addresses - all.size();
            var known = before.isEmpty() ? PeerGroup.read(part.text(), left, problems) : before;
            if (known.size() > left) {
                problems.error(0, name, "must leave the peers at most " + addresses + " addresses");
                return;
            }
            for (var each : known) {
                if (!blocks.add(each.block())) {
                    problems.error(0, name, "must hold no address of another group, held " + each.block());
                }
            }
            read.put(part, known);
            all.addAll(known);
        });
        if (!problems.hasErrors()) {
            groups = read;
        }
        return all;
    }
}
