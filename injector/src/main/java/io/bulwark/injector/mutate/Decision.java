package io.bulwark.injector.mutate;

import java.util.List;

/** What becomes of a Pod that is about to be created. */
public sealed interface Decision {
    /** It gets a sidecar. */
    record Inject(PodSettings settings, List<String> warnings) implements Decision {
        public Inject {
            warnings = List.copyOf(warnings);
        }
    }

    /** It is let through as it is. */
    record Skip(SkipReason reason) implements Decision {}

    /** It is refused: with a sidecar it could not be protected, or would not work. */
    record Reject(List<String> reasons) implements Decision {
        public Reject {
            reasons = List.copyOf(reasons);
        }
    }
}
