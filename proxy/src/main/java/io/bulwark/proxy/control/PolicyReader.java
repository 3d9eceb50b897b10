package io.bulwark.proxy.control;

import io.bulwark.policy.NamedFiles;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses a policy and holds it against what this proxy can do. */
final class PolicyReader {
    private final Set<String> knownGroups;

    PolicyReader(Set<String> knownGroups) {
        this.knownGroups = Set.copyOf(knownGroups);
    }

    PolicyParse read(byte[] yaml, NamedFiles files) {
        return checked(PolicyParser.parse(yaml, files));
    }

    /** What was parsed, with what is doubtful for this proxy. */
    PolicyParse checked(PolicyParse parse) {
        return switch (parse) {
            case PolicyParse.Parsed(var snapshot, var warnings) -> {
                var all = new ArrayList<>(warnings);
                warnOfUnknownGroups(snapshot, all);
                yield new PolicyParse.Parsed(snapshot, all);
            }
            case PolicyParse.Rejected rejected -> rejected;
        };
    }

    /**
     * A group that the catalogue lacks is a warning, not an error: a policy that is ahead of the catalogue, as during a
     * roll-out or its reversal, must not keep Pods from starting.
     */
    private void warnOfUnknownGroups(PolicySnapshot snapshot, List<Problem> warnings) {
        var inspection = snapshot.inspection();
        warnOfUnknownGroups("spec.signatures", inspection.signatures().groups().keySet(), warnings);
        var fields = inspection.grpc().fields();
        for (var index = 0; index < fields.size(); index++) {
            var key = "spec.grpc.fields[" + index + "]";
            warnOfUnknownGroups(key, fields.get(index).groups().keySet(), warnings);
        }
    }

    private void warnOfUnknownGroups(String key, Set<String> groups, List<Problem> warnings) {
        for (var group : groups) {
            if (!knownGroups.contains(group)) {
                warnings.add(new Problem(
                        Problem.Level.WARNING,
                        0,
                        key + ".groups." + group,
                        "names a group that the catalogue does not have"));
            }
        }
    }
}
