package io.bulwark.injector.webhook;

import java.util.List;

/** How a request of the API server ended, for metrics and events. */
public sealed interface Outcome {
    /** The stable name in metrics. */
    String id();

    /** @param patchBytes the length of the patch */
    record Injected(int patchBytes, List<String> warnings) implements Outcome {
        public Injected {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String id() {
            return "injected";
        }
    }

    record Skipped(String id) implements Outcome {}

    record Rejected(List<String> reasons) implements Outcome {
        public Rejected {
            reasons = List.copyOf(reasons);
        }

        @Override
        public String id() {
            return "rejected";
        }
    }

    /** A policy document that may be used. */
    record Admitted(List<String> warnings) implements Outcome {
        public Admitted {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String id() {
            return "admitted";
        }
    }

    /** What came is no review of the version that the API server was told to send. */
    record Malformed(String why) implements Outcome {
        @Override
        public String id() {
            return "malformed";
        }
    }
}
