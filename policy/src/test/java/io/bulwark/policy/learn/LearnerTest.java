package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnerTest {

    @Test
    void onlyWhatSucceedsTeaches() {
        // Given
        var calls = new Calls();
        // When
        calls.succeed("shop/web", Calls.http("GET", "/orders")).fail("shop/web", Calls.http("GET", "/.env"));
        // Then
        assertThat(calls.profile().operations().keySet())
                .extracting(OperationKey::resource)
                .containsExactly("/orders");
    }

    @Test
    void aCopyKeepsWhatWasKnownWhenItWasMade() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 300; i++) {
            calls.succeed("shop/web" + i % 3, Calls.http("GET", "/orders/" + i + "/lines?page=" + i));
        }
        calls.succeed("shop/web0", Calls.http("POST", "/orders/new"), 20);
        var then = calls.profile();
        // When
        var copy = calls.learner().copy();
        for (int i = 0; i < 300; i++) {
            calls.succeed("shop/other", Calls.http("GET", "/orders/" + (900 + i) + "/lines?page=x" + i));
            calls.succeed("shop/other", Calls.http("PUT", "/carts/" + i));
        }
        // Then
        assertThat(copy.profile("0001.test.0")).isEqualTo(then);
        assertThat(calls.profile()).isNotEqualTo(then);
    }

    @Test
    void anOutcomeForASlotThatWasGivenAwayTeachesNothing() {
        // Given
        var learner = new Learner(new LearnerLimits(100_000, 100_000, 16));
        int first = learner.sighting(FlowSide.INGRESS, "a/b", 80, Calls.http("GET", "/first"));
        for (int i = 0; i < 16; i++) {
            learner.sighting(FlowSide.INGRESS, "a/b", 80, Calls.http("GET", "/later"));
        }
        // When
        learner.outcome(first, true, Calls.NOW);
        // Then
        assertThat(learner.profile("1.t.0").operations()).isEmpty();
        assertThat(learner.unlearned()).isEqualTo(1);
    }

    @Test
    void anOutcomeCountsOnce() {
        // Given
        var learner = new Learner(LearnerLimits.share(1));
        int handle = learner.sighting(FlowSide.INGRESS, "a/b", 80, Calls.http("GET", "/orders"));
        // When
        learner.outcome(handle, true, Calls.NOW);
        learner.outcome(handle, true, Calls.NOW);
        // Then
        assertThat(learner.profile("1.t.0").total()).isEqualTo(1);
    }

    @Test
    void handlesThatNobodyGaveAreNoHandles() {
        // Given
        var learner = new Learner(LearnerLimits.share(1));
        // When
        for (int handle : new int[] {Integer.MIN_VALUE, -1, 0, 1, 4096, Integer.MAX_VALUE}) {
            learner.outcome(handle, true, Calls.NOW);
        }
        // Then
        assertThat(learner.learned()).isZero();
    }

    @Test
    void aMillionIdsTakeTheRoomOfAFew() {
        // Given
        var calls = new Calls();
        // When
        for (int i = 0; i < 1_000_000; i++) {
            calls.succeed("shop/web", Calls.http("GET", "/users/" + i));
        }
        // Then
        assertThat(calls.learner().bytes()).isLessThan(1_000_000);
        assertThat(calls.profile().operations().keySet())
                .extracting(OperationKey::resource)
                .containsExactly("/users/{int}");
    }

    @Test
    void whatWasLearnedOutlivesAFloodOfPathsThatSucceed() {
        // Given
        var calls = new Calls();
        for (int i = 0; i < 50; i++) {
            calls.succeed("shop/web", Calls.http("GET", "/orders/" + i + "/items"));
        }
        calls.succeed("shop/web", Calls.http("POST", "/login"), 50);
        // When
        for (int i = 0; i < 300_000; i++) {
            var path = "/" + Long.toString(i * 7_919L, 36) + "/x" + i % 977 + "/" + Long.toString(i * 31L, 30);
            calls.succeed("rogue/pod", Calls.http("GET", path));
        }
        // Then
        assertThat(calls.learner().bytes()).isLessThan(2_000_000);
        var allowed = calls.rules();
        assertThat(allowed.allow(FlowSide.INGRESS, "shop/web", Calls.PORT, Calls.http("GET", "/orders/9/items")))
                .isTrue();
        assertThat(allowed.allow(FlowSide.INGRESS, "shop/web", Calls.PORT, Calls.http("POST", "/login")))
                .isTrue();
        assertThat(allowed.allow(FlowSide.INGRESS, "shop/web", Calls.PORT, Calls.http("GET", "/zz/x1/yy")))
                .isFalse();
    }

    @Test
    void eachPartOfACallTeaches() {
        // Given
        var calls = new Calls();
        var several = new SeveralKeys("MGET", List.of("cart:1", "stock:2"));
        // When
        calls.succeed("shop/web", several);
        // Then
        assertThat(calls.profile().operations().keySet())
                .extracting(OperationKey::resource)
                .containsExactly("cart:1", "stock:2");
    }

    @Test
    void aCallThatIsTooLongTeachesNothingAndIsCounted() {
        // Given
        var calls = new Calls();
        // When
        calls.succeed("shop/web", Calls.http("GET", "/" + "a".repeat(PendingCall.MAX_BYTES)));
        // Then
        assertThat(calls.learner().learned()).isZero();
        assertThat(calls.learner().unlearned()).isEqualTo(1);
    }

    @Test
    void aKnownCallMakesNoObject() {
        // Given
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var learner = new Learner(LearnerLimits.share(1));
        var call = Calls.http("GET", "/orders/7/items?page=2&limit=20");
        see(learner, call, 20_000);
        long thread = Thread.currentThread().threadId();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            // When
            see(learner, call, 20_000);
            // Then
            fewest = Math.min(fewest, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(fewest).isLessThan(100);
    }

    private static void see(Learner learner, Calls.Call call, int times) {
        for (int i = 0; i < times; i++) {
            learner.outcome(learner.sighting(FlowSide.INGRESS, "shop/web", 8080, call), true, Calls.NOW);
        }
    }

    /** A command with several keys. */
    private record SeveralKeys(String command, List<String> keys) implements Operation {
        @Override
        public String protocol() {
            return "redis";
        }

        @Override
        public Bytes verb() {
            return new Text(command);
        }

        @Override
        public Bytes resource() {
            return resource(0);
        }

        @Override
        public int parts() {
            return keys.size();
        }

        @Override
        public Bytes resource(int part) {
            return new Text(keys.get(part));
        }
    }
}
