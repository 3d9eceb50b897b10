package io.bulwark.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.CallParse;
import io.bulwark.policy.proof.RecordedCall;
import io.bulwark.proxy.protocol.TextOperation;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.proxy.testing.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private final Meters meters = new Meters();
    private Path file;

    @BeforeEach
    void place(@TempDir Path folder) {
        file = folder.resolve("calls.ndjson");
    }

    private static RecordedCall call(String path) {
        return RecordedCall.of(FlowSide.INGRESS, new byte[] {10, 0, 0, 1}, 80, TextOperation.of("http", "GET", path));
    }

    private static void record(Recorder recorder, String path) {
        if (recorder.takes()) {
            recorder.offer(call(path));
        }
    }

    private List<RecordedCall> read(Path from) throws IOException {
        return Files.readAllLines(from).stream()
                .map(line -> switch (CallLine.read(line)) {
                    case CallParse.Read(var call, var _, var _) -> call;
                    case CallParse.Fault(var why) -> throw new AssertionError(why);
                })
                .toList();
    }

    @Test
    void callsThatLookAlikeBecomeOneLine() throws IOException {
        // Given
        var recorder = Recorder.start(file, 1 << 20, 1000, meters);
        // When
        record(recorder, "/orders/3f9ac0de3f9ac0de3f9ac0de");
        record(recorder, "/orders/1a2bc3de4f5ac6de7f8ac9de");
        record(recorder, "/health");
        recorder.close();
        // Then
        var calls = read(file);
        assertThat(calls.stream().mapToLong(RecordedCall::count).sum()).isEqualTo(3);
        assertThat(calls)
                .extracting(RecordedCall::told)
                .contains("GET /health")
                .noneMatch(told -> told.contains("3f9"));
        assertThat(meters.counter(ProxyMeters.RECORDED, "written").sum()).isEqualTo(3);
    }

    @Test
    void whatComesTooFastIsCountedAndNotKept() throws IOException {
        // Given
        var recorder = Recorder.start(file, 1 << 20, 10, meters);
        // When
        for (int i = 0; i < 5000; i++) {
            record(recorder, "/orders/" + i);
        }
        recorder.close();
        // Then
        long written = meters.counter(ProxyMeters.RECORDED, "written").sum();
        assertThat(written).isBetween(10L, 1000L);
        assertThat(meters.counter(ProxyMeters.RECORDED, "dropped").sum()).isEqualTo(5000 - written);
        assertThat(read(file)).hasSize((int) written);
    }

    @Test
    void aFullFileIsPutAside() throws IOException {
        // Given
        var recorder = Recorder.start(file, 1000, 1000, meters);
        var old = file.resolveSibling("calls.ndjson.1");
        // When
        record(recorder, "/first");
        Deadline.await("written", () -> Files.exists(file));
        for (int i = 0; i < 20; i++) {
            record(recorder, "/second/" + i);
        }
        recorder.close();
        // Then
        assertThat(read(old)).extracting(RecordedCall::told).containsExactly("GET /first");
        assertThat(read(file)).hasSize(20);
    }

    @Test
    void aFileThatCannotBeWrittenLosesItsCallsOnly() throws IOException {
        // Given
        Files.createDirectory(file);
        var recorder = Recorder.start(file, 1 << 20, 1000, meters);
        // When
        record(recorder, "/orders");
        recorder.close();
        // Then
        assertThat(meters.counter(ProxyMeters.RECORDED, "failed").sum()).isEqualTo(1);
    }
}
