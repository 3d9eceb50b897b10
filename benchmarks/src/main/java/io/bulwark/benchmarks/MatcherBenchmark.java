package io.bulwark.benchmarks;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.Scanner;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the shipped signatures cost: a value matched whole, and the same value as a stream of three pieces. */
@State(Scope.Thread)
public class MatcherBenchmark {
    private static final int PIECES = 3;
    private static final int HEADER_BYTES = 340;

    private final Arena arena = Arena.ofShared();
    private final Matcher matcher = Engines.catalogue();
    private final Scanner scanner = matcher.newScanner();
    private final MemorySegment uri = copy(bytes(Messages.TARGET));
    private final MemorySegment headers = copy(bytes(Messages.HEADERS.substring(0, HEADER_BYTES)));
    private final MemorySegment json = copy(Messages.JSON_BODY);
    private final Count count = new Count();

    private static final class Count implements MatchSink {
        private int matches;

        @Override
        public void match(int signatureIndex, long endOffset) {
            matches++;
        }
    }

    private MemorySegment copy(byte[] bytes) {
        var memory = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @TearDown
    public void close() {
        scanner.close();
        matcher.close();
        arena.close();
    }

    @Benchmark
    public int blockUri64() {
        return block(Field.HTTP_URI, uri);
    }

    @Benchmark
    public int blockHeaders340() {
        return block(Field.HTTP_HEADER, headers);
    }

    @Benchmark
    public int blockJsonBody1024() {
        return block(Field.HTTP_BODY, json);
    }

    @Benchmark
    public int blockResponseBody1024() {
        return block(Field.HTTP_RESPONSE_BODY, json);
    }

    @Benchmark
    public int streamJsonBody1024() {
        return stream(Field.HTTP_BODY, json);
    }

    @Benchmark
    public int streamResponseBody1024() {
        return stream(Field.HTTP_RESPONSE_BODY, json);
    }

    private int block(Field field, MemorySegment value) {
        if (!scanner.scan(field, value.address(), (int) value.byteSize(), count)) {
            throw new IllegalStateException(scanner.lastProblem());
        }
        return count.matches;
    }

    private int stream(Field field, MemorySegment value) {
        var stream = scanner.open(field);
        var length = (int) value.byteSize();
        var good = true;
        for (int piece = 0, from = 0; piece < PIECES; piece++) {
            var to = length * (piece + 1) / PIECES;
            good &= stream.feed(value.address() + from, to - from, count);
            from = to;
        }
        if (!stream.close(count) || !good) {
            throw new IllegalStateException(scanner.lastProblem());
        }
        return count.matches;
    }
}
