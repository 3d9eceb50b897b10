package io.bulwark.policy.proof;

import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.AllowlistDecision.Basis;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.PeerRules;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.SampleCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an allowlist would do to calls if it were enforced. */
public final class Simulation {

    /** The most different kinds of refused calls that are kept apart. */
    public static final int MAX_GROUPS = 1000;

    private final PolicySnapshot policy;
    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private final Map<Kind, Group> groups = new LinkedHashMap<>();
    private final Map<String, Long> ofRule = new LinkedHashMap<>();
    private long ungrouped;

    /** What refused calls are put together by: who, what was asked in general, and why it is refused. */
    private record Kind(
            Outcome outcome, Basis basis, String peer, int port, String protocol, String operation, String why) {}

    private static final class Group {
        private final RecordedCall example;
        private final String why;
        private long count;

        Group(RecordedCall example, String why) {
            this.example = example;
            this.why = why;
        }
    }

    /**
     * Calls that would be refused, or told of, for the same reason.
     *
     * @param basis what that rests on
     * @param peer its workload where that is known, else its address
     * @param operation verb and resource, with segments that look like ids by their type
     * @param example the first of them
     * @param why in words
     */
    public record Refusal(
            Outcome outcome,
            Basis basis,
            FlowSide side,
            String peer,
            int port,
            String protocol,
            String operation,
            long count,
            RecordedCall example,
            String why) {}

    /** @param policy whose allowlist is taken as if both sides were in {@link Mode#ENFORCE} */
    public Simulation(PolicySnapshot policy) {
        this.policy = policy.allowlist()
                .map(document -> policy.with(enforced(document)))
                .orElse(policy);
        for (var outcome : Outcome.values()) {
            counts.put(outcome, 0L);
        }
        this.policy.allowlist().ifPresent(document -> {
            for (var side : FlowSide.values()) {
                document.side(side).allow().stream().map(AllowlistRule::id).forEach(id -> ofRule.put(id, 0L));
            }
        });
    }

    private static ServiceAllowlist enforced(ServiceAllowlist document) {
        var enforced = document;
        for (var side : FlowSide.values()) {
            enforced = enforced.with(side, document.side(side).withMode(Mode.ENFORCE));
        }
        return enforced;
    }

    /** Takes one call into account. */
    public AllowlistDecision feed(RecordedCall call) {
        var identity = policy.identify(call.peer());
        var decision = rules(call, identity).match(call.operation());
        count(call, identity, decision, call.count());
        return decision;
    }

    /**
     * Takes into account all calls that a profile has seen. A block of addresses is judged by its first and its last one: a rule must
     * have room for both.
     */
    public void feed(Profile profile) {
        SampleCall.of(profile).forEach(samples -> feed(ProfileCalls.of(samples)));
    }

    private void feed(List<ProfileCalls> samples) {
        var plain = samples.getFirst();
        var decision = gravest(plain);
        long rest = plain.call().count();
        if (decision.outcome() == Outcome.ALLOWED) {
            for (var variant : samples.subList(1, samples.size())) {
                var other = gravest(variant);
                if (other.outcome() != Outcome.ALLOWED && rest > 0) {
                    long some = Math.min(rest, variant.call().count());
                    count(variant.call().times(some), variant.identity(), other, some);
                    rest -= some;
                }
            }
        }
        if (rest > 0) {
            count(plain.call().times(rest), plain.identity(), decision, rest);
        }
    }

    private AllowlistDecision gravest(ProfileCalls sample) {
        var first = rules(sample.call(), sample.identity()).match(sample.call().operation());
        var last = rules(sample.last(), sample.identity()).match(sample.last().operation());
        return last.outcome().compareTo(first.outcome()) > 0 ? last : first;
    }

    private PeerRules rules(RecordedCall call, PeerIdentity identity) {
        return policy.rulesFor(call.side(), call.peer(), identity, call.port());
    }

    private void count(RecordedCall call, PeerIdentity identity, AllowlistDecision decision, long times) {
        counts.merge(decision.outcome(), times, Long::sum);
        if (!decision.rule().isEmpty()) {
            ofRule.computeIfPresent(decision.rule(), (_, count) -> count + times);
        }
        if (decision.outcome() != Outcome.ALLOWED) {
            var why = rules(call, identity).nearestMiss(call.operation()).sentence();
            group(call, name(call, identity), decision, why);
        }
    }

    private void group(RecordedCall call, String peer, AllowlistDecision decision, String why) {
        // What differs belongs to the kind, what it was does not: it may be another in each call.
        var reason = why.contains(": allowed ") ? why.substring(0, why.indexOf(": allowed ")) : why;
        var kind = new Kind(
                decision.outcome(),
                decision.basis(),
                peer,
                call.port(),
                call.protocol(),
                General.operation(call),
                reason);
        var group = groups.get(kind);
        if (group == null && groups.size() >= MAX_GROUPS) {
            ungrouped += call.count();
            return;
        }
        if (group == null) {
            group = new Group(call, why);
            groups.put(kind, group);
        }
        group.count += call.count();
    }

    private static String name(RecordedCall call, PeerIdentity identity) {
        return identity.isKnown() && !name(identity).isEmpty() ? name(identity) : AddressBytes.text(call.peer());
    }

    private static String name(PeerIdentity identity) {
        var name = identity.workload().isEmpty() ? identity.serviceAccount() : identity.workload();
        return identity.namespace().isEmpty() || name.isEmpty() ? name : identity.namespace() + "/" + name;
    }

    /** How many calls came to this. */
    public long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** How many calls were refused for reasons beyond {@link #MAX_GROUPS} kinds. */
    public long ungrouped() {
        return ungrouped;
    }

    /** What would be refused, or told of, the most frequent first. */
    public List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        groups.forEach((kind, group) -> refusals.add(new Refusal(
                kind.outcome(),
                kind.basis(),
                group.example.side(),
                kind.peer(),
                kind.port(),
                kind.protocol(),
                kind.operation(),
                group.count,
                group.example,
                group.why)));
        refusals.sort(Comparator.comparing(Refusal::outcome)
                .reversed()
                .thenComparing(Refusal::count, Comparator.reverseOrder()));
        return refusals;
    }

    /** How many calls each rule that allows was the first to allow, in the order of the document. */
    public Map<String, Long> rules() {
        return new LinkedHashMap<>(ofRule);
    }
}
