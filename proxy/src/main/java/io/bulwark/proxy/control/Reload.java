package io.bulwark.proxy.control;

import io.bulwark.policy.Problem;
import java.time.Instant;
import java.util.List;

/** How the last attempt to read policy went. */
public sealed interface Reload {
    Instant time();

    /** The policy is in force. */
    record Taken(Instant time, List<Problem> warnings) implements Reload {
        public Taken {
            warnings = List.copyOf(warnings);
        }
    }

    /** The policy was refused; the one before it stays in force. */
    record Refused(Instant time, List<Problem> problems) implements Reload {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
