package io.bulwark.injector.check;

import static io.bulwark.injector.check.Finding.doubtful;
import static io.bulwark.injector.check.Finding.well;
import static io.bulwark.injector.check.Finding.wrong;

import io.fabric8.kubernetes.api.model.Event;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether Pods were kept from being created, by our webhook or because of what it adds to them. */
final class RefusalChecks {
    /* The user sees nothing of it: the Pod does not exist, and its ReplicaSet, Job, … has an Event that the API server forgets after an hour. */

    /** Controllers try again at least every 1,000 s. */
    private static final Duration LATELY = Duration.ofMinutes(20);

    private static final int MAX_OWNERS = 5;
    private static final int MAX_REFUSALS = 20;

    private final Facts facts;

    RefusalChecks(Facts facts) {
        this.facts = facts;
    }

    /** Those whose Pods were refused for one reason. */
    private static final class Refused {
        private final TreeSet<String> owners = new TreeSet<>();
        private Instant last = Instant.MIN;
    }

    List<Finding> all() {
        Map<Refusal, Refused> refusals =
                new TreeMap<>(Comparator.comparing(Refusal::cause).thenComparing(Refusal::why));
        for (var event : facts.failures()) {
            Refusal.of(Objects.requireNonNullElse(event.getMessage(), "")).ifPresent(refusal -> {
                var refused = refusals.computeIfAbsent(refusal, _ -> new Refused());
                var about = event.getInvolvedObject();
                refused.owners.add(about.getKind() + " " + about.getNamespace() + "/" + about.getName());
                var at = at(event);
                refused.last = at.isAfter(refused.last) ? at : refused.last;
            });
        }
        if (refusals.isEmpty()) {
            return List.of(well("no Pod was kept from being created because of Bulwark"));
        }
        var findings = new ArrayList<Finding>();
        refusals.forEach((refusal, refused) -> {
            if (findings.size() < MAX_REFUSALS) {
                findings.add(finding(refusal, refused));
            }
        });
        return findings;
    }

    private Finding finding(Refusal refusal, Refused refused) {
        var what = "Pods of " + names(refused.owners) + " are not created, because " + refusal.cause().what + ": "
                + refusal.why();
        var since = Duration.between(refused.last, facts.now());
        return since.compareTo(LATELY) > 0
                ? doubtful(
                        "it was so " + since.toMinutes() + " minutes ago, and may be over: " + what,
                        refusal.cause().hint)
                : wrong(what, refusal.cause().hint);
    }

    private static String names(Set<String> owners) {
        var some = owners.stream().limit(MAX_OWNERS).collect(Collectors.joining(", "));
        return owners.size() > MAX_OWNERS ? some + " and " + (owners.size() - MAX_OWNERS) + " more" : some;
    }

    /** When it happened last; long ago, where the event does not say. */
    private static Instant at(Event event) {
        var series = event.getSeries() == null ? null : event.getSeries().getLastObservedTime();
        var once = event.getEventTime();
        return Stream.of(
                        event.getLastTimestamp(),
                        series == null ? null : series.getTime(),
                        once == null ? null : once.getTime(),
                        event.getMetadata().getCreationTimestamp())
                .filter(Objects::nonNull)
                .map(RefusalChecks::instant)
                .filter(at -> !at.equals(Instant.EPOCH))
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }
}
