package io.bulwark.signatures.compile;

import io.bulwark.signatures.Confidence;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Severity;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Tactic;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import io.bulwark.signatures.validate.Validator;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** Measures how fast a signature alone reads benign text. */
final class Speedometer implements AutoCloseable {
    /*
     * The machine that builds may be slow or busy, so a speed counts relative to the best that a plain literal
     * reached on it: REFERENCE is that literal's speed on a quiet machine of 2026. A signature counts with its best of
     * several rounds, and one that seems slow gets more of them: noise only ever makes a scan look slower.
     *
     * A signature that reads a streamed field is measured both ways, and the slower one counts. The engine reads what precedes
     * a pattern's literal only where the literal occurs, if it can look back; in a stream it must read along with every byte
     * when that part has no bound or a wide one. Some patterns are a hundred times slower there.
     */
    static final double REFERENCE_MB_PER_SECOND = 8_000;

    private static final int CORPUS_BYTES = 256 * 1024;
    private static final int VALUE_BYTES = 2_048;
    private static final int PIECES = 3;
    private static final int ROUNDS = 3;
    private static final int MORE_ROUNDS = 20;
    private static final MatchSink NOWHERE = (_, _) -> {};
    private static final String LITERAL = "xq7zq7wvx";

    private final Arena arena = Arena.ofShared();
    private final long corpus;
    private final double literal;

    @SuppressWarnings("MustBeClosedChecker")
    Speedometer() {
        corpus = arena.allocateFrom(ValueLayout.JAVA_BYTE, BenignText.bytes(CORPUS_BYTES))
                .address();
        var plain = alone(reference(), LITERAL);
        measure(plain, MORE_ROUNDS, Double.MAX_VALUE);
        literal = measure(plain, MORE_ROUNDS, Double.MAX_VALUE);
    }

    /** Megabytes a second, as they would be on the reference machine; measured longer while below what is enough. */
    double speed(Signature signature, double enough) {
        double raw = enough * literal / REFERENCE_MB_PER_SECOND;
        return measure(alone(signature, signature.pattern()), MORE_ROUNDS, raw) * REFERENCE_MB_PER_SECOND / literal;
    }

    /** What the plain literal reached here. */
    double literalSpeed() {
        return literal;
    }

    private double measure(Signature signature, int rounds, double enough) {
        var field = signature.fields().iterator().next();
        try (var matcher = matcher(signature);
                var scanner = matcher.newScanner()) {
            double whole = best(at -> scanner.scan(field, at, VALUE_BYTES, NOWHERE), rounds, enough);
            return field.mayStream() ? Math.min(whole, best(at -> stream(scanner, field, at), rounds, enough)) : whole;
        }
    }

    private double best(LongConsumer reading, int rounds, double enough) {
        double best = 0;
        for (int round = 0; round < rounds && (round < ROUNDS || best < enough); round++) {
            long start = cpuNanos();
            for (int at = 0; at < CORPUS_BYTES; at += VALUE_BYTES) {
                reading.accept(corpus + at);
            }
            best = Math.max(best, CORPUS_BYTES * 1e3 / (cpuNanos() - start));
        }
        return best;
    }

    private static void stream(Scanner scanner, Field field, long address) {
        var stream = scanner.open(field);
        for (int piece = 0, from = 0; piece < PIECES; piece++) {
            int to = VALUE_BYTES * (piece + 1) / PIECES;
            stream.feed(address + from, to - from, NOWHERE);
            from = to;
        }
        stream.close(NOWHERE);
    }

    /** Processor time, not time on the wall: a build shares its machine. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Matcher matcher(Signature signature) {
        return switch (HyperscanMatcher.make(List.of(signature), DatabaseSource.NONE)) {
            case HyperscanMatcher.Made.Ready(var matcher) -> matcher;
            case HyperscanMatcher.Made.Refused(var reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /* One field is enough, a streamed one if there is any: the pattern is the same in each, and each costs a compilation. */
    private static Signature alone(Signature signature, String pattern) {
        var field = signature.fields().stream()
                .max(Comparator.comparing(Field::mayStream))
                .orElseThrow();
        return new Signature(
                signature.id(),
                signature.group(),
                signature.title(),
                signature.severity(),
                signature.confidence(),
                signature.tactic(),
                Set.of(field),
                signature.headers(),
                signature.transforms(),
                pattern,
                signature.validator(),
                signature.threshold(),
                List.of(),
                List.of());
    }

    private static Signature reference() {
        return new Signature(
                "reference-literal",
                "reference",
                "A plain literal",
                Severity.LOW,
                Confidence.LOW,
                new Tactic("none", "T0000"),
                Set.of(Field.HTTP_URI),
                Set.of(),
                Set.of(),
                LITERAL,
                Validator.NONE,
                1,
                List.of(),
                List.of());
    }

    @Override
    public void close() {
        arena.close();
    }
}
