package io.bulwark.proxy.control;

import io.bulwark.policy.learn.OperationFacts;
import io.bulwark.policy.learn.OperationKey;
import io.bulwark.policy.learn.Profile;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** When what was learned is told: in the next round if a name in it is new, more and more rarely while only counts grow. */
final class NewsPace {
    /* A busy service counts on for years after its last new call was seen. Thousands of proxies that told their whole profiles for that each
     * round would keep the control plane busy with nothing. */

    /** The most rounds without telling that there were more calls. */
    static final int LONGEST = 16;

    private Map<OperationKey, Names> told = Map.of();
    private int rounds;
    private int wait = 1;

    /** What has a name in one kind of call. */
    private record Names(Set<String> peers, Set<String> parameters, Set<String> contents) {
        static Names of(OperationFacts facts) {
            return new Names(
                    facts.peers().keySet(),
                    facts.parameters().keySet(),
                    facts.contents().names().keySet());
        }
    }

    private static Map<OperationKey, Names> names(Profile profile) {
        var names = new HashMap<OperationKey, Names>();
        profile.operations().forEach((key, facts) -> names.put(key, Names.of(facts)));
        return names;
    }

    /** Whether to tell this in the round that begins; if so, it counts as told. Called once a round. */
    boolean isDue(Profile profile) {
        var now = names(profile);
        rounds++;
        if (!now.equals(told)) {
            told = now;
            wait = 1;
        } else if (rounds < wait) {
            return false;
        } else {
            wait = Math.min(2 * wait, LONGEST);
        }
        rounds = 0;
        return true;
    }

    /** Begins anew, as somebody listens who was told nothing. */
    void reset() {
        told = Map.of();
        rounds = 0;
        wait = 1;
    }
}
