package io.bulwark.proxy.control;

import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Problem;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import io.bulwark.policy.handout.HandoutReader;
import io.bulwark.policy.handout.ProxyMessage;
import io.bulwark.proxy.telemetry.Meters;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The policy that the control plane handed out last and that was good: put in force, and kept. For one thread, but for the source. */
final class HandedPolicy {
    private static final System.Logger LOG = System.getLogger(HandedPolicy.class.getName());

    private final HandoutStore store;
    private final PolicyReader check;
    private final Room room;
    private final Meters meters;
    private final InstantSource clock;
    private final HandoutReader reader;
    private final CompletableFuture<PolicySource> source = new CompletableFuture<>();
    private Handout handout = Handout.nothing();
    private volatile String stage = "";

    HandedPolicy(HandoutStore store, PolicyReader check, Room room, Meters meters, InstantSource clock) {
        this.store = store;
        this.check = check;
        this.room = room;
        this.meters = meters;
        this.clock = clock;
        reader = new HandoutReader(room.sets(), room.addresses());
    }

    /** Completed with the first policy, from whichever place it comes. */
    CompletableFuture<PolicySource> source() {
        return source;
    }

    /** Begins with what was kept, if that is still good. */
    void recall() {
        store.handout().ifPresent(kept -> {
            switch (check.checked(reader.read(kept))) {
                case PolicyParse.Rejected(var problems) ->
                    LOG.log(Level.WARNING, () -> "the kept policy is refused: " + problems.getFirst());
                case PolicyParse.Parsed(var snapshot, var warnings) -> {
                    handout = kept;
                    publish(snapshot, warnings);
                    LOG.log(Level.INFO, "kept policy {0} is in force", snapshot.revision());
                }
            }
        });
    }

    /** Which version is in force. */
    String version() {
        return handout.version();
    }

    /** The stage that the allowlist in force is in, as the handout says it. Any thread. */
    String stage() {
        return stage;
    }

    /** Carries a change out, and says what came of it; empty when it is for another handout, so that all must be told anew. */
    Optional<ProxyMessage> take(HandoutChange change) {
        var next = change.on(handout);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var tooLarge = room.refusal(next.get());
        if (tooLarge.isPresent()) {
            return tooLarge.map(why -> refuse(change.version(), why));
        }
        return Optional.of(
                switch (check.checked(reader.read(next.get()))) {
                    case PolicyParse.Rejected(var problems) -> refuse(change.version(), problems);
                    case PolicyParse.Parsed(var snapshot, var warnings) -> {
                        handout = next.get();
                        publish(snapshot, warnings);
                        store.keep(handout);
                        yield new ProxyMessage.Applied(change.version());
                    }
                });
    }

    /** Notes that a handout cannot be put in force; the one before stays. */
    ProxyMessage refuse(String version, String why) {
        return refuse(version, List.of(new Problem(Problem.Level.ERROR, 0, "", why)));
    }

    private ProxyMessage refuse(String version, List<Problem> problems) {
        var first = problems.getFirst().toString();
        if (source.isDone()) {
            source.join().refuse(problems, clock.instant());
        }
        LOG.log(Level.ERROR, () -> "the policy that was handed out is refused: " + first);
        return new ProxyMessage.Refused(version, first);
    }

    private void publish(PolicySnapshot snapshot, List<Problem> warnings) {
        stage = handout.text(Handout.STAGE);
        if (source.isDone()) {
            source.join().take(snapshot, warnings, clock.instant());
            LOG.log(Level.DEBUG, "policy revision {0} is in force", snapshot.revision());
        } else {
            source.complete(new PolicySource(snapshot, warnings, clock.instant(), meters));
        }
    }
}
