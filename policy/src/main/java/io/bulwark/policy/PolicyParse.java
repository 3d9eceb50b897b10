package io.bulwark.policy;

import java.util.List;

/** The outcome of reading a policy file. */
public sealed interface PolicyParse {

    /** A file that can be used, and what is doubtful in it. */
    record Parsed(PolicySnapshot snapshot, List<Problem> warnings) implements PolicyParse {
        public Parsed {
            warnings = List.copyOf(warnings);
        }
    }

    /** A file that is refused, with everything that is wrong in it. */
    record Rejected(List<Problem> problems) implements PolicyParse {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
