package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.cluster.Named;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.proof.Course;
import io.bulwark.policy.proof.Rollout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Allowlists at the stage that they have reached by themselves. For one thread. */
final class Stages {
    private final Map<Named, Made> made = new HashMap<>();

    /** @param document empty when nothing is said at this stage */
    private record Made(String written, Course course, Optional<DocumentFacts> document) {}

    /**
     * What is in force of an allowlist that goes on by itself.
     *
     * @param written the user's document, if there is one
     * @return empty when nothing is said
     */
    Optional<DocumentFacts> effective(Named workload, Optional<DocumentFacts> written, Course course) {
        var text = written.map(DocumentFacts::text).orElse("");
        var before = made.get(workload);
        if (before != null && before.written().equals(text) && before.course().equals(course)) {
            return before.document();
        }
        var name = written.map(DocumentFacts::document).orElse(workload);
        var document = Rollout.policy(snapshot(text), course)
                .allowlist()
                .map(allowlist -> DocumentFacts.read(name, DocumentFacts.Kind.ALLOWLIST, allowlist.json()))
                .filter(DocumentFacts.Reading.Good.class::isInstance)
                .map(reading -> ((DocumentFacts.Reading.Good) reading).document());
        made.put(workload, new Made(text, course, document));
        return document;
    }

    /** The policy of a document that was found right before; of none, the open one. */
    static PolicySnapshot snapshot(String text) {
        return !text.isEmpty()
                        && PolicyParser.parse(text.getBytes(StandardCharsets.UTF_8))
                                instanceof PolicyParse.Parsed(var snapshot, var _)
                ? snapshot
                : PolicySnapshot.open();
    }

    /** Forgets workloads that are no more. */
    void keep(ClusterState state) {
        made.keySet().retainAll(Set.copyOf(state.workloads()));
    }
}
