package io.bulwark.proxy.control;

import io.bulwark.policy.Problem;
import java.util.List;

/** What came of the first reading of a policy file. */
public sealed interface PolicyOpening {
    /** The policy is in force, and the file can be watched. */
    record Opened(PolicyFile file) implements PolicyOpening {}

    /** The proxy must not start with this file. */
    record Refused(List<Problem> problems) implements PolicyOpening {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
