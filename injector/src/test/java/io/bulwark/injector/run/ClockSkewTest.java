package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.ProfileJson;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Bounds;
import io.bulwark.policy.proof.Course;
import io.bulwark.policy.proof.Rollout;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What promotion makes of times that come from clocks that differ: those of proxies in profiles, those of former leaders in courses. */
class ClockSkewTest {
    private static final long NOW = 1_795_650_400;
    private static final long WEEK = Duration.ofDays(7).toSeconds();
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final Bounds BOUNDS = new Bounds(1, WEEK, DAY, 0.01, 10, 2);

    @ParameterizedTest(name = "{0} hours")
    @ValueSource(longs = {1, 3, 30})
    void aStageThatBeganInTheFutureTakesLongerAndNeverLess(long hours) {
        // Given
        long ahead = NOW + Duration.ofHours(hours).toSeconds();
        var course = Course.begin(ahead);
        var profile = seen(NOW - 2 * WEEK, NOW);
        // Then
        assertThat(decide(profile, course, NOW)).isInstanceOf(Promotion.Stay.class);
        assertThat(decide(profile, course, ahead + DAY - 1)).isInstanceOf(Promotion.Stay.class);
        assertThat(decide(profile, course, ahead + DAY)).isInstanceOf(Promotion.Forward.class);
    }

    @Test
    void callsThatWereSeenInTheFutureDoNotMakeAProfileOlder() {
        // Given
        var course = Course.begin(NOW - 2 * DAY);
        var profile = seen(NOW + 3 * 3600, NOW + 4 * 3600);
        // Then
        assertThat(decide(profile, course, NOW)).isInstanceOf(Promotion.Stay.class);
        assertThat(decide(profile, course, NOW + WEEK)).isInstanceOf(Promotion.Stay.class);
    }

    @Test
    void aReplicaWhoseClockIsAheadAndOneWhoseClockIsBehindMakeOneProfile() {
        // Given
        var ahead = seen(NOW + 3 * 3600, NOW + 4 * 3600);
        var behind = seen(NOW - 3 * 3600, NOW - 2 * 3600);
        // Then
        assertThat(ahead.join(behind))
                .isEqualTo(behind.join(ahead))
                .isEqualTo(ahead.join(behind).join(ahead));
    }

    private static Promotion decide(Profile profile, Course course, long now) {
        return Rollout.decide(profile, course, PolicySnapshot.open(), BOUNDS, now);
    }

    /** Calls from the one time to the other. */
    private static Profile seen(long first, long last) {
        return ProfileJson.read("""
                {"coarseness": 0, "width": 0, "replicas": ["a"], "peers": ["shop/storefront"], "operations": [
                  {"side": "ingress", "port": 80, "protocol": "http", "verb": "GET", "resource": "/orders",
                   "by": [[0, %d, %d, "0.80.0", [0, 0, 50]]]}], "paces": []}
                """.formatted(first, last));
    }
}
