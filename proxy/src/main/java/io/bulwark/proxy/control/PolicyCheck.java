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

    /** Everything that is wrong or doubtful in the file. */
    public static List<Problem> of(Path path, Set<String> knownGroups) {
        return switch (new WatchedFile(path, InstantSource.system()).read()) {
            case WatchedFile.Content.Unreadable(var problem) -> List.of(problem);
            case WatchedFile.Content.Whole(var bytes) ->
                switch (new PolicyReader(knownGroups).read(bytes)) {
                    case PolicyParse.Rejected(var problems) -> problems;
                    case PolicyParse.Parsed(var _, var warnings) -> warnings;
                };
        };
    }
}
