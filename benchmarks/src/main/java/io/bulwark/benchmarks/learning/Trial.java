package io.bulwark.benchmarks.learning;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.PeerRules;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.learn.LearnedRule;
import io.bulwark.policy.learn.LearnedRules;
import io.bulwark.policy.learn.Learner;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.policy.learn.Profile;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One service that is learned, and then judged by the allowlist that was made of it. */
final class Trial {
    static final FlowSide SIDE = FlowSide.INGRESS;
    private static final long START = 1_764_000_000L;
    private static final long WEEK = 7L * 86_400;
    private static final int HOSTILE_EACH = 1500;

    private final Service service;
    private final Random chance;
    private final Profile profile;
    private final List<LearnedRule> rules;
    private final LearnedRules plain;
    private final PolicySnapshot compiled;
    private final Map<String, PeerRules> byPeer = new HashMap<>();
    private final Map<String, Integer> surprises = new LinkedHashMap<>();
    private int disagreements;

    /** How many of some calls were refused. */
    record Share(int refused, int all) {
        double rate() {
            return all == 0 ? 0 : (double) refused / all;
        }

        Share plus(Share other) {
            return new Share(refused + other.refused, all + other.all);
        }
    }

    Trial(Services.Shape shape, long seed, int calls) {
        chance = new Random(seed);
        service = Services.make(shape, chance);
        profile = learn(calls);
        rules = Generaliser.rules(profile);
        plain = new LearnedRules(rules);
        var document = LearnedAllowlist.of(new Metadata("trial", ""), Mode.ENFORCE, rules)
                .document();
        compiled = PolicySnapshot.of(InspectionPolicy.defaults(Mode.ENFORCE), document);
    }

    private Profile learn(int calls) {
        var learner = new Learner(LearnerLimits.share(2));
        var hostile = new Hostile(service, chance);
        for (int i = 0; i < calls; i++) {
            long now = START + WEEK * i / calls;
            while (chance.nextInt(6) == 0) {
                see(learner, hostile.noise(), now);
            }
            see(learner, service.legitimate(chance, (double) i / calls), now);
        }
        return learner.profile("000000000001.bench.0");
    }

    static void see(Learner learner, Call call, long now) {
        int handle = learner.sighting(SIDE, call.peer(), call.port(), call);
        var content = call.attribute(Attribute.BODY);
        if (content != null) {
            learner.content(handle, content);
        }
        learner.outcome(handle, call.succeeds(), now);
    }

    Service service() {
        return service;
    }

    Profile profile() {
        return profile;
    }

    List<LearnedRule> rules() {
        return rules;
    }

    /** Calls of which another decision was hoped for, in the order in which they came. */
    List<String> surprises() {
        return List.copyOf(surprises.keySet());
    }

    /** How often the compiled allowlist and the plain reading of the rules differed. */
    int disagreements() {
        return disagreements;
    }

    Share legitimate(int calls) {
        int refused = 0;
        for (int i = 0; i < calls; i++) {
            var call = service.legitimate(chance, 1 + 0.2 * i / calls);
            if (refuses(call)) {
                refused++;
                surprises.merge(rules(call).nearestMiss(call).sentence() + ": " + call, 1, Integer::sum);
            }
        }
        return new Share(refused, calls);
    }

    Map<Hostile.Sort, Share> hostile() {
        Map<Hostile.Sort, Share> shares = new EnumMap<>(Hostile.Sort.class);
        var hostile = new Hostile(service, chance);
        for (var sort : Hostile.Sort.values()) {
            int refused = 0;
            int all = 0;
            for (int i = 0; i < HOSTILE_EACH; i++) {
                var call = hostile.make(sort, 1);
                if (call.isPresent()) {
                    all++;
                    if (refuses(call.get())) {
                        refused++;
                    } else {
                        surprises.merge(sort + " " + call.get(), 1, Integer::sum);
                    }
                }
            }
            shares.put(sort, new Share(refused, all));
        }
        return shares;
    }

    private boolean refuses(Call call) {
        boolean allowed = rules(call).match(call).outcome() == AllowlistDecision.Outcome.ALLOWED;
        if (allowed != plain.allow(SIDE, call.peer(), call.port(), call)) {
            disagreements++;
        }
        return !allowed;
    }

    private PeerRules rules(Call call) {
        return byPeer.computeIfAbsent(call.peer(), this::rulesOf);
    }

    private PeerRules rulesOf(String peer) {
        int slash = peer.indexOf('/');
        var identity = PeerIdentity.of(peer.substring(0, slash), peer.substring(slash + 1), "", Map.of());
        return compiled.rulesFor(SIDE, new byte[] {10, 0, 0, 1}, identity, service.port());
    }
}
