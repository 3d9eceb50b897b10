package io.bulwark.proxy.protocol.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SettingsFrameTest {
    private static final int MAX_STREAMS = 100;

    private final SettingsFrame settings = new SettingsFrame();

    @Test
    void piecesOfAnySizeMakeTheSameFrame() {
        // Given
        var entries = entries("SETTINGS HEADER_TABLE_SIZE=70000 MAX_CONCURRENT_STREAMS=7 INITIAL_WINDOW_SIZE=100");
        for (var size = 1; size <= entries.length; size++) {
            // When
            settings.begin();
            for (var from = 0; from < entries.length; from += size) {
                read(Arrays.copyOfRange(entries, from, Math.min(entries.length, from + size)));
            }
            // Then
            assertThat(settings.end(MAX_STREAMS)).isNull();
            assertThat(settings.frame())
                    .isEqualTo(FrameWriter.line(
                            "SETTINGS HEADER_TABLE_SIZE=65536 MAX_CONCURRENT_STREAMS=7 INITIAL_WINDOW_SIZE=100"));
            assertThat(settings.initialWindow()).isEqualTo(100);
        }
    }

    @Test
    void whatAsksForNoMoreThanTheCapsStaysAsItIs() {
        // Given
        settings.begin();
        read(entries("SETTINGS HEADER_TABLE_SIZE=65536 MAX_CONCURRENT_STREAMS=100 MAX_FRAME_SIZE=16384 9=4294967295"));
        // When
        var wrong = settings.end(MAX_STREAMS);
        settings.limitStreams(MAX_STREAMS);
        // Then
        assertThat(wrong).isNull();
        assertThat(settings.changed()).isFalse();
    }

    @Test
    void everyCapHolds() {
        // Given
        settings.begin();
        read(entries("SETTINGS HEADER_TABLE_SIZE=65537 MAX_CONCURRENT_STREAMS=101 MAX_FRAME_SIZE=16385"));
        // When
        var wrong = settings.end(MAX_STREAMS);
        // Then
        assertThat(wrong).isNull();
        assertThat(settings.changed()).isTrue();
        assertThat(settings.frame())
                .isEqualTo(FrameWriter.line(
                        "SETTINGS HEADER_TABLE_SIZE=65536 MAX_CONCURRENT_STREAMS=100 MAX_FRAME_SIZE=16384"));
    }

    @Test
    void aLimitOnStreamsIsAddedWhereNoneIsNamed() {
        // Given
        settings.begin();
        read(entries("SETTINGS INITIAL_WINDOW_SIZE=5"));
        settings.end(MAX_STREAMS);
        // When
        settings.limitStreams(MAX_STREAMS);
        // Then
        assertThat(settings.changed()).isTrue();
        assertThat(settings.frame())
                .isEqualTo(FrameWriter.line("SETTINGS INITIAL_WINDOW_SIZE=5 MAX_CONCURRENT_STREAMS=100"));
    }

    @Test
    void aFullFrameHasRoomForTheLimitOnStreams() {
        // Given
        settings.begin();
        read(entries("SETTINGS" + " INITIAL_WINDOW_SIZE=5".repeat(64)));
        settings.end(MAX_STREAMS);
        // When
        settings.limitStreams(MAX_STREAMS);
        // Then
        assertThat(settings.frame()).hasSize(Frames.HEADER + 65 * SettingsFrame.ENTRY);
    }

    @Test
    void theSmallestTableOfSeveralCounts() {
        // Given
        settings.begin();
        read(entries("SETTINGS HEADER_TABLE_SIZE=8192 HEADER_TABLE_SIZE=0 HEADER_TABLE_SIZE=4096"));
        // When
        settings.end(MAX_STREAMS);
        // Then
        assertThat(settings.tableSize()).isZero();
    }

    @Test
    void aFrameKnowsNothingOfTheOneBefore() {
        // Given
        settings.begin();
        read(entries("SETTINGS HEADER_TABLE_SIZE=70000 INITIAL_WINDOW_SIZE=5"));
        settings.end(MAX_STREAMS);
        // When
        settings.begin();
        settings.end(MAX_STREAMS);
        // Then
        assertThat(settings.changed()).isFalse();
        assertThat(settings.tableSize()).isEqualTo(-1);
        assertThat(settings.initialWindow()).isEqualTo(-1);
        assertThat(settings.frame()).isEqualTo(FrameWriter.line("SETTINGS"));
    }

    private void read(byte[] piece) {
        assertThat(settings.read(new NativeBytes(piece).show(new ByteView(), 0)))
                .isTrue();
    }

    private static byte[] entries(String frame) {
        var bytes = FrameWriter.line(frame);
        return Arrays.copyOfRange(bytes, Frames.HEADER, bytes.length);
    }
}
