package io.bulwark.proxy.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.proxy.testing.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final Meters meters = new Meters();

    @Test
    void eventsComeOutInTheOrderTheyWentIn() {
        // Given
        var queue = new EventQueue(3, meters);
        List<SecurityEvent> taken = new ArrayList<>();
        // When
        for (var round = 0; round < 5; round++) {
            queue.offer(Events.event("a" + round, Verdict.DENIED));
            queue.offer(Events.event("b" + round, Verdict.DENIED));
            queue.take(taken, 10);
        }
        // Then
        assertThat(taken)
                .extracting(SecurityEvent::flow)
                .containsExactly("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4");
    }

    @Test
    void anEventTooManyIsDroppedAndCounted() {
        // Given
        var queue = new EventQueue(2, meters);
        queue.offer(Events.event("1", Verdict.DENIED));
        queue.offer(Events.event("2", Verdict.REPORTED));
        // When
        var kept = queue.offer(Events.event("3", Verdict.DENIED));
        // Then
        assertThat(kept).isFalse();
        assertThat(meters.counter(ProxyMeters.EVENTS_DROPPED).sum()).isEqualTo(1);
        assertThat(meters.counter(ProxyMeters.EVENTS, "denied").sum()).isEqualTo(1);
        assertThat(meters.counter(ProxyMeters.EVENTS, "reported").sum()).isEqualTo(1);
    }

    @Test
    void aFullQueueHasRoomAgainAfterOneIsTaken() {
        // Given
        var queue = new EventQueue(1, meters);
        queue.offer(Events.event("1", Verdict.DENIED));
        List<SecurityEvent> taken = new ArrayList<>();
        // When
        queue.take(taken, 1);
        // Then
        assertThat(queue.offer(Events.event("2", Verdict.DENIED))).isTrue();
        assertThat(queue.offer(Events.event("3", Verdict.DENIED))).isFalse();
    }

    @Test
    void offersFromManyThreadsAreEachTakenOnceOrCounted() throws InterruptedException {
        // Given
        var producers = 4;
        var each = 50_000;
        var queue = new EventQueue(64, meters);
        List<SecurityEvent> taken = Collections.synchronizedList(new ArrayList<>());
        var done = new AtomicBoolean();
        var consumer = Thread.ofPlatform().start(() -> {
            while (!done.get() || queue.take(taken, 16) > 0) {
                if (queue.take(taken, 16) == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        // When
        var threads = new ArrayList<Thread>();
        for (var producer = 0; producer < producers; producer++) {
            var name = "p" + producer + "-";
            threads.add(Thread.ofPlatform().start(() -> {
                for (var index = 0; index < each; index++) {
                    queue.offer(Events.event(name + index, Verdict.REPORTED));
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        done.set(true);
        consumer.join();
        // Then
        var dropped = meters.counter(ProxyMeters.EVENTS_DROPPED).sum();
        assertThat(taken.size() + dropped).isEqualTo((long) producers * each);
        assertThat(meters.counter(ProxyMeters.EVENTS, "reported").sum()).isEqualTo(taken.size());
        assertThat(taken).extracting(SecurityEvent::flow).doesNotHaveDuplicates();
        assertThat(eachInOrder(taken)).isTrue();
    }

    private static boolean eachInOrder(List<SecurityEvent> taken) {
        Map<String, Integer> last = new HashMap<>();
        for (var event : taken) {
            var parts = event.flow().split("-", 2);
            var number = Integer.parseInt(parts[1]);
            if (last.getOrDefault(parts[0], -1) >= number) {
                return false;
            }
            last.put(parts[0], number);
        }
        return true;
    }

    @Test
    void aParkedConsumerIsWokenByAnOffer() {
        // Given
        var queue = new EventQueue(8, meters);
        List<SecurityEvent> taken = Collections.synchronizedList(new ArrayList<>());
        var parking = new CountDownLatch(1);
        var consumer = Thread.ofPlatform().daemon().start(() -> {
            parking.countDown();
            while (taken.isEmpty()) {
                queue.await();
                queue.take(taken, 8);
            }
        });
        Deadline.await(
                "the consumer parks", () -> parking.getCount() == 0 && consumer.getState() == Thread.State.WAITING);
        // When
        queue.offer(Events.event("1", Verdict.DENIED));
        // Then
        Deadline.await("the event is taken", () -> taken.size() == 1);
    }

    @Test
    void aCapacityOutOfRangeIsRefusedWithTheRange() {
        assertThatThrownBy(() -> new EventQueue(0, meters)).hasMessage("events.capacity must be 1..1048576, was 0");
    }

    @Test
    void eachEventThatIsQueuedHasTheNextId() {
        // Given
        var queue = new EventQueue(2, meters);
        List<SecurityEvent> taken = new ArrayList<>();
        queue.offer(Events.event("1", Verdict.DENIED));
        queue.offer(Events.event("2", Verdict.DENIED));
        queue.offer(Events.event("dropped", Verdict.DENIED));
        queue.take(taken, 10);
        // When
        queue.offer(Events.event("3", Verdict.DENIED));
        // Then
        queue.take(taken, 10);
        assertThat(taken).extracting(SecurityEvent::flow).containsExactly("1", "2", "3");
        assertThat(taken).extracting(SecurityEvent::id).containsExactly(1L, 2L, 3L);
    }
}
