package io.bulwark.proxy.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.proxy.testing.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventDeliveryTest {
    private final Meters meters = new Meters();
    private final EventQueue queue = new EventQueue(meters);

    /** A sink that can never write. */
    private record Broken() implements EventSink {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void write(List<SecurityEvent> batch) throws IOException {
            throw new IOException("no space left on device");
        }
    }

    @Test
    void whatIsQueuedIsWrittenBeforeTheDeliveryEnds(@TempDir Path folder) throws IOException {
        // Given
        var file = folder.resolve("events.ndjson");
        var delivery = EventDelivery.start(queue, List.of(NdjsonSink.toFile(file)), meters, () -> 0);
        // When
        for (var index = 0; index < 1_000; index++) {
            queue.offer(Events.event("f" + index, Verdict.DENIED));
        }
        delivery.close();
        // Then
        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1_000);
        assertThat(lines.getLast()).contains("\"flow\":\"f999\"");
    }

    @Test
    void aFileThatWasMovedAwayIsBegunAnew(@TempDir Path folder) throws IOException {
        // Given
        var file = folder.resolve("events.ndjson");
        var sink = NdjsonSink.toFile(file);
        sink.write(List.of(Events.event("1", Verdict.DENIED)));
        Files.move(file, folder.resolve("events.1.ndjson"));
        // When
        sink.write(List.of(Events.event("2", Verdict.DENIED)));
        // Then
        assertThat(Files.readString(file)).contains("\"flow\":\"2\"").doesNotContain("\"flow\":\"1\"");
    }

    @Test
    void aSinkThatFailsIsCountedAndStopsNoOther() {
        // Given
        var recent = new RecentEvents();
        var delivery = EventDelivery.start(queue, List.of(new Broken(), recent), meters, () -> 0);
        // When
        queue.offer(Events.event("1", Verdict.DENIED));
        queue.offer(Events.event("2", Verdict.DENIED));
        delivery.close();
        // Then
        assertThat(recent.newest(10, _ -> true)).hasSize(2);
        assertThat(meters.counter(ProxyMeters.EVENTS_UNWRITTEN, "broken").sum()).isEqualTo(2);
        assertThat(meters.counter(ProxyMeters.EVENTS_UNWRITTEN, "recent").sum()).isZero();
    }

    @Test
    void aSinkThatKeepsFailingIsToldOnceAMinute() {
        // Given
        var told = new ArrayList<String>();
        var logger = Logger.getLogger(EventDelivery.class.getName());
        var listener = listener(told);
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
        var nanos = new AtomicLong();
        var unwritten = meters.counter(ProxyMeters.EVENTS_UNWRITTEN, "broken");
        var delivery = EventDelivery.start(queue, List.of(new Broken()), meters, nanos::get);
        // When
        for (var second = 0; second <= 60; second += 20) {
            nanos.set(second * 1_000_000_000L);
            var before = unwritten.sum();
            queue.offer(Events.event("1", Verdict.DENIED));
            Deadline.await("the loss is counted", () -> unwritten.sum() > before);
        }
        delivery.close();
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
        // Then
        assertThat(told).hasSize(2).allMatch(line -> line.contains("no space left on device"));
    }

    @Test
    void aLineThatWasCutOffIsNotGluedToTheNext() throws IOException {
        // Given
        var written = new ByteArrayOutputStream();
        var failures = new AtomicLong(1);
        var sink = NdjsonSink.toStream("flaky", new OutputStream() {
            @Override
            public void write(int b) {
                written.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (failures.getAndDecrement() > 0) {
                    written.write(bytes, from, length / 2);
                    throw new IOException("interrupted");
                }
                written.write(bytes, from, length);
            }
        });
        assertThat(fails(sink, Events.event("1", Verdict.DENIED))).isTrue();
        // When
        sink.write(List.of(Events.event("2", Verdict.DENIED)));
        // Then
        assertThat(written.toString(StandardCharsets.UTF_8).lines().skip(1))
                .containsExactly(EventJson.line(Events.event("2", Verdict.DENIED)));
    }

    private static boolean fails(EventSink sink, SecurityEvent event) {
        try {
            sink.write(List.of(event));
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void onlyTheLastEventsAreRemembered() {
        // Given
        var recent = new RecentEvents(3);
        // When
        for (var index = 0; index < 5; index++) {
            recent.write(List.of(Events.event("f" + index, index == 3 ? Verdict.REPORTED : Verdict.DENIED)));
        }
        // Then
        assertThat(recent.newest(10, _ -> true)).extracting(SecurityEvent::flow).containsExactly("f2", "f3", "f4");
        assertThat(recent.newest(1, _ -> true)).extracting(SecurityEvent::flow).containsExactly("f4");
        assertThat(recent.newest(10, event -> event.verdict() == Verdict.REPORTED))
                .extracting(SecurityEvent::flow)
                .containsExactly("f3");
    }

    private static Handler listener(List<String> told) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
