package io.bulwark.proxy.control;

import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.Problem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Reads a policy file as a proxy would, without putting it in force. */
public final class PolicyCheck {
    private PolicyCheck() {}

    /** Everything that is wrong or doubtful in the file and in those that it names. */
    public static List<Problem> of(Path path, Set<String> knownGroups) {
        var reading = new WatchedPolicy(path, InstantSource.system()).read(new PolicyReader(knownGroups));
        return switch (reading.parse()) {
            case PolicyParse.Rejected(var problems) -> problems;
            case PolicyParse.Parsed(var _, var warnings) -> warnings;
        };
    }
}
