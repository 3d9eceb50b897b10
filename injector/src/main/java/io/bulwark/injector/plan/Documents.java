package io.bulwark.injector.plan;

import io.bulwark.injector.cluster.DocumentFacts;
import io.bulwark.injector.plan.Groups.Group;
import io.bulwark.policy.PeerPattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which documents concern a workload, those that were never right being empty, and the stage that its allowlist is in. */
record Documents(List<Optional<DocumentFacts>> chosen, String stage) {
    boolean held() {
        return chosen.stream().anyMatch(Optional::isEmpty);
    }

    List<DocumentFacts> good() {
        return chosen.stream().flatMap(Optional::stream).toList();
    }

    boolean closed() {
        return good().stream().anyMatch(DocumentFacts::closed);
    }

    boolean names(Group group) {
        return peers().anyMatch(pattern -> group.peers().fits(pattern));
    }

    /** Whether the same peers are told because of them. */
    boolean needsSameAs(Documents other) {
        return closed() == other.closed()
                && peers().toList().equals(other.peers().toList());
    }

    Stream<PeerPattern> peers() {
        return good().stream().flatMap(document -> document.peers().stream());
    }
}
