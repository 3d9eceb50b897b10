package io.bulwark.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.http1.Http1Protocol;
import io.bulwark.proxy.protocol.http2.FrameNotation;
import io.bulwark.proxy.protocol.http2.Http2Protocol;
import io.bulwark.proxy.protocol.mysql.MysqlProtocol;
import io.bulwark.proxy.protocol.mysql.PacketNotation;
import io.bulwark.proxy.protocol.redis.RedisProtocol;
import io.bulwark.proxy.protocol.redis.RespNotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every protocol owes the relay, whatever its transcripts are about. A new protocol adds itself to {@link #CASES}.
 *
 * <p>With {@code -Dtranscripts.write=true} the expectations are written anew from what happens; read them before you commit.
 */
class ProtocolContractTest {
    private record Case(Protocol protocol, String folder, Notation notation) {}

    private static final List<Case> CASES = List.of(
            new Case(new Http1Protocol(), "http1", Notation.TEXT),
            new Case(new Http2Protocol(), "http2", new FrameNotation()),
            new Case(new Http1Protocol(new Http2Protocol()), "h2c", new FrameNotation()),
            new Case(new RedisProtocol(), "redis", new RespNotation()),
            new Case(new MysqlProtocol(), "mysql", new PacketNotation()));
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

    /** Long runs are cut in fewer places: so many bytes may all cuts together play. */
    private static final int MOST_BYTES = 1_000_000;

    private static final int MANY = 400;

    @TestFactory
    Stream<DynamicTest> aTranscriptComesOutAsItIsWritten() {
        return each((protocol, transcript) -> {
            var result = transcript.written(transcript.play(protocol, List::of));
            if (Boolean.getBoolean("transcripts.write")) {
                write(transcript, result);
            } else {
                assertThat(result).isEqualTo(transcript.expected());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> deliveryByteByByteChangesNothing() {
        return each((protocol, transcript) -> {
            if (transcript.settings().cuts()) {
                assertThat(transcript.play(protocol, bytes -> pieces(bytes, 1)))
                        .isEqualTo(transcript.play(protocol, List::of));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aCutAnywhereInBothDirectionsChangesNothing() {
        return each((protocol, transcript) -> {
            if (!transcript.settings().cuts()) {
                return;
            }
            var whole = transcript.play(protocol, List::of);
            var longest = transcript.longestRun();
            var step = Math.max(1, Math.max(longest / MANY, (int) ((long) longest * longest / MOST_BYTES)));
            for (var at = 1; at < longest; at += step) {
                var cut = at;
                assertThat(transcript.play(protocol, bytes -> cutAt(bytes, cut)))
                        .as("cut at %d", cut)
                        .isEqualTo(whole);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> piecesOfAnySizeChangeNothing() {
        return each((protocol, transcript) -> {
            if (!transcript.settings().cuts()) {
                return;
            }
            var whole = transcript.play(protocol, List::of);
            for (var size = 2; size < 24; size++) {
                var length = size;
                assertThat(transcript.play(protocol, bytes -> pieces(bytes, length)))
                        .as("pieces of %d", length)
                        .isEqualTo(whole);
            }
        });
    }

    private static List<byte[]> pieces(byte[] bytes, int size) {
        var pieces = new ArrayList<byte[]>();
        var length = bytes.length > 20_000 ? Math.max(size, 97) : size;
        for (var from = 0; from < bytes.length; from += length) {
            pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length)));
        }
        return pieces;
    }

    private static List<byte[]> cutAt(byte[] bytes, int at) {
        var place = Math.min(at, bytes.length);
        return List.of(Arrays.copyOf(bytes, place), Arrays.copyOfRange(bytes, place, bytes.length));
    }

    private interface Check {
        void run(Protocol protocol, Transcript transcript) throws IOException;
    }

    private static Stream<DynamicTest> each(Check check) {
        return CASES.stream()
                .flatMap(one -> Transcript.in(TRANSCRIPTS.resolve(one.folder), one.notation).stream()
                        .map(transcript -> DynamicTest.dynamicTest(
                                one.folder + " " + transcript, () -> check.run(one.protocol, transcript))));
    }

    private static void write(Transcript transcript, List<String> result) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(transcript.file()));
        var split = lines.indexOf("---");
        var kept = new ArrayList<>(split < 0 ? lines : lines.subList(0, split));
        kept.add("---");
        kept.addAll(result);
        Files.write(transcript.file(), kept);
    }
}
