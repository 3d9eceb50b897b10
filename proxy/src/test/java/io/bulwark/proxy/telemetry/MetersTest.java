package io.bulwark.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");

    private final Meters meters = new Meters();

    @Test
    void aCounterIsTheSameForTheSameLabels() {
        // When
        var adder = meters.counter(ProxyMeters.REQUESTS, "http", "denied");
        // Then
        assertThat(meters.counter(ProxyMeters.REQUESTS, "http", "denied")).isSameAs(adder);
        assertThat(meters.counter(ProxyMeters.REQUESTS, "http", "forwarded")).isNotSameAs(adder);
    }

    @Test
    void aScrapeShowsWhatWasCounted() {
        // Given
        meters.counter(ProxyMeters.REQUESTS, "http", "denied").add(3);
        meters.counter(ProxyMeters.UNINSPECTED, "tls").add(123_456_789_012L);
        // When
        var text = meters.scrape().text();
        // Then
        assertThat(text)
                .contains("# TYPE bulwark_requests_total counter")
                .contains("bulwark_requests_total{protocol=\"http\",verdict=\"denied\"} 3\n")
                .contains("bulwark_uninspected_bytes_total{reason=\"tls\"} 123456789012\n");
    }

    @Test
    void aCounterWithoutLabelsIsShownBeforeItCounts() {
        // When
        var text = meters.scrape().text();
        // Then
        assertThat(text).contains("bulwark_events_dropped_total 0\n");
    }

    @Test
    void aTimingFallsIntoTheBucketThatHoldsIt() {
        // Given
        var timing = meters.timing(ProxyMeters.INSPECTION);
        // When
        timing.observe(-5);
        timing.observe(1_000);
        timing.observe(1_001);
        timing.observe(10_000_000);
        timing.observe(10_000_001);
        // Then
        assertThat(meters.scrape().text())
                .contains("bulwark_inspection_seconds_bucket{le=\"1.0E-6\"} 2\n")
                .contains("bulwark_inspection_seconds_bucket{le=\"2.0E-6\"} 3\n")
                .contains("bulwark_inspection_seconds_bucket{le=\"0.01\"} 4\n")
                .contains("bulwark_inspection_seconds_bucket{le=\"+Inf\"} 5\n")
                .contains("bulwark_inspection_seconds_count 5\n")
                .contains("bulwark_inspection_seconds_sum 0.020002002\n");
    }

    @Test
    void gaugesWithTheSameLabelsAreAddedUp() {
        // Given
        meters.gauge(ProxyMeters.FLOWS_OPEN, () -> 2);
        meters.gauge(ProxyMeters.FLOWS_OPEN, () -> 5);
        // When
        var text = meters.scrape().text();
        // Then
        assertThat(text).contains("bulwark_flows_open 7\n");
    }

    @Test
    void anInfoShowsItsLabelsAsTheyAreNow() {
        // Given
        var revision = new ArrayList<>(List.of("old"));
        meters.info(ProxyMeters.POLICY, () -> List.copyOf(revision));
        // When
        revision.set(0, "new");
        // Then
        assertThat(meters.scrape().text())
                .contains("bulwark_policy_info{revision=\"new\"} 1\n")
                .doesNotContain("\"old\"");
    }

    @Test
    void aWrongNumberOfLabelsIsAMistakeInTheProgram() {
        assertThatThrownBy(() -> meters.counter(ProxyMeters.REQUESTS, "http"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bulwark_requests_total has the labels [protocol, verdict], got [http]");
    }

    @Test
    void aMeterAskedForAsAnotherTypeIsAMistakeInTheProgram() {
        assertThatThrownBy(() -> meters.gauge(ProxyMeters.FLOWS, () -> 1, "ingress", "closed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bulwark_flows_total is a COUNTER, not a GAUGE");
    }

    @Test
    void theProcessTellsOfItself() {
        // Given
        ProcessMeters.register(meters);
        // When
        var text = meters.scrape().text();
        // Then
        assertThat(text)
                .containsPattern("jvm_memory_used_bytes\\{area=\"heap\"} [1-9]")
                .containsPattern("process_resident_memory_bytes [1-9]")
                .containsPattern("process_cpu_seconds_total [0-9]")
                .containsPattern("process_start_time_seconds 1\\.[0-9]+E9")
                .containsPattern("jvm_threads_current [1-9]")
                .containsPattern("bulwark_jvm_gc_collections_total\\{collector=\".+\"} [0-9]");
    }

    @Test
    void thePageTellsOfEveryMeterAndItsLabels() throws IOException {
        // When
        var page = Files.readString(PAGE);
        // Then
        for (var meter : ProxyMeters.values()) {
            var labels = meter.labels().isEmpty() ? "" : "{" + String.join(",", meter.labels()) + "}";
            assertThat(page).contains("| `" + meter.meterName() + labels + "` |");
        }
    }

    @Test
    void promtoolFindsNothingWrong(@TempDir Path folder) throws IOException, InterruptedException {
        // Given
        var promtool = Path.of(System.getProperty("bulwark.promtool", "/usr/bin/promtool"));
        Assumptions.assumeTrue(Files.isExecutable(promtool), "promtool is not installed");
        ProcessMeters.register(meters);
        meters.counter(ProxyMeters.FINDINGS, "odd \"rule\"\\\n", "denied").increment();
        meters.timing(ProxyMeters.INSPECTION).observe(1_500);
        meters.info(ProxyMeters.POLICY, () -> List.of("0123456789ab"));
        var scrape = folder.resolve("scrape.txt");
        var said = folder.resolve("said.txt");
        Files.writeString(scrape, meters.scrape().text());
        // When
        var process = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        var ended = process.waitFor(20, TimeUnit.SECONDS);
        // Then
        assertThat(ended).isTrue();
        assertThat(Files.readString(said)).isEmpty();
        assertThat(process.exitValue()).isZero();
    }
}
