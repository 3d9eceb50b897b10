package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Merging is a join: any order, any number of times. The fuzz target of the same laws is in the proxy's module. */
class MergeLawsTest {
    private static final int PROFILES = 3;
    private static final List<String> STARTS = List.of("ord-", "ord-", "order-", "cus-", "");
    private final Random chance = new Random(20_261_125L);

    private Profile profile(int replica, int kinds) {
        var learner = new Learner(LearnerLimits.share(1));
        for (int i = 0; i < 400; i++) {
            var peer = chance.nextInt(4) == 0 ? "10." + chance.nextInt(200) + ".1.0/24" : "ns/w" + chance.nextInt(5);
            var path = "/r" + chance.nextInt(kinds) + "/" + (chance.nextBoolean() ? "x" : chance.nextInt(9) + "") + "?p"
                    + chance.nextInt(60) + "=" + chance.nextInt(40);
            long now = Calls.NOW + chance.nextInt(700_000);
            int handle = learner.sighting(FlowSide.INGRESS, peer, 80, Calls.http("GET", path));
            switch (chance.nextInt(400)) {
                case 0 -> learner.content(handle, null);
                case 1 -> learner.content(handle, new Text("c" + chance.nextInt(90) + "=1"));
                default ->
                    learner.content(
                            handle,
                            new Text("c" + chance.nextInt(9) + "=" + STARTS.get(chance.nextInt(STARTS.size()))
                                    + chance.nextInt(40)));
            }
            learner.outcome(handle, true, now);
        }
        return learner.profile("%04d.t.0".formatted(replica));
    }

    @RepeatedTest(20)
    void joinsOfProfilesDoNotDependOnTheOrder() {
        // Given
        var all = new Profile[PROFILES];
        for (int i = 0; i < PROFILES; i++) {
            all[i] = profile(chance.nextInt(4), 1 + chance.nextInt(90));
        }
        // When
        var left = all[0].join(all[1]).join(all[2]);
        // Then
        assertThat(all[2].join(all[1]).join(all[0])).isEqualTo(left);
        assertThat(all[0].join(all[1].join(all[2]))).isEqualTo(left);
        assertThat(left.join(all[1])).isEqualTo(left);
        assertThat(left.join(left)).isEqualTo(left);
        assertThat(ProfileJson.read(ProfileJson.write(left))).isEqualTo(left);
    }

    @Test
    void whatIsTooMuchIsCoarsenedTheSameInAnyOrder() {
        // Given
        var all = new Profile[6];
        for (int i = 0; i < all.length; i++) {
            all[i] = wide(i);
        }
        // When
        var forth = Profile.none();
        var back = Profile.none();
        for (int i = 0; i < all.length; i++) {
            forth = forth.join(all[i]);
            back = back.join(all[all.length - 1 - i]);
        }
        // Then
        assertThat(forth.coarseness()).isPositive();
        assertThat(forth.width()).isPositive();
        assertThat(back).isEqualTo(forth);
        assertThat(forth.operations().size()).isLessThanOrEqualTo(Profile.MAX_OPERATIONS);
        assertThat(ProfileJson.read(ProfileJson.write(forth))).isEqualTo(forth);
    }

    /** Many places with few names each, so that the learner keeps them apart and the profile has to decide. */
    private static Profile wide(int replica) {
        var learner = new Learner(new LearnerLimits(50_000_000, 100_000, 64));
        for (int i = 0; i < 700; i++) {
            var path = "/p" + (char) ('a' + i % 20) + "/q" + (char) ('a' + i / 20 % 20) + "/r" + (char) ('a' + replica)
                    + "/" + i % 3;
            var peer = "10." + replica + "." + i % 30 + ".0/24";
            learner.outcome(learner.sighting(FlowSide.INGRESS, peer, 80, Calls.http("GET", path)), true, Calls.NOW);
        }
        return learner.profile("%04d.t.0".formatted(replica));
    }

    @Test
    void aReplayedProfileCountsNothingTwice() {
        // Given
        var calls = new Calls().succeed("a/b", Calls.http("GET", "/x"), 7);
        var early = calls.profile();
        calls.succeed("a/b", Calls.http("GET", "/x"), 3);
        // When
        var merged = early.join(calls.profile()).join(early);
        // Then
        assertThat(merged.total()).isEqualTo(10);
    }

    @Test
    void onlySoManyReplicasAreToldApart() {
        // Given
        var profile = Profile.none();
        // When
        for (int i = 0; i < Counts.MAX_REPLICAS + 20; i++) {
            var learner = new Learner(LearnerLimits.share(1));
            learner.outcome(learner.sighting(FlowSide.INGRESS, "a/b", 80, Calls.http("GET", "/x")), true, Calls.NOW);
            profile = profile.join(learner.profile("%04d.t.0".formatted(i)));
        }
        // Then
        assertThat(profile.total()).isEqualTo(Counts.MAX_REPLICAS);
    }
}
