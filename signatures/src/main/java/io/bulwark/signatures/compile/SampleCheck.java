package io.bulwark.signatures.compile;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Sample;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.match.Tally;
import io.bulwark.signatures.match.ValueScan;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Tries every sample against the whole catalogue, with the same code that the proxy runs. */
final class SampleCheck implements AutoCloseable {
    private static final int SHOWN = 100;

    private final Matcher matcher;
    private final Scanner scanner;
    private final Tally tally;
    private final ValueScan scan;

    SampleCheck(Matcher matcher) {
        this.matcher = matcher;
        this.scanner = matcher.newScanner();
        this.tally = new Tally(matcher);
        this.scan = new ValueScan(matcher, scanner, tally);
    }

    /** What is wrong with the samples of all signatures. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        for (int i = 0; i < matcher.signatures().size(); i++) {
            check(i, problems);
        }
        return problems;
    }

    private void check(int index, List<String> problems) {
        var signature = matcher.signatures().get(index);
        tryEach(index, signature.match(), true, problems);
        tryEach(index, signature.nomatch(), false, problems);
    }

    private void tryEach(int index, List<Sample> samples, boolean wanted, List<String> problems) {
        for (var sample : samples) {
            for (var field : sample.fields()) {
                if (finds(index, field, sample) != wanted) {
                    problems.add(problem(matcher.signatures().get(index), field, sample, wanted));
                }
            }
        }
    }

    /** Whether this signature is found in the sample when it is the only value of a message. */
    boolean finds(int index, Field field, Sample sample) {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, sample.bytes());
            var found = new boolean[1];
            tally.beginMessage();
            boolean good = scan.scan(
                    field,
                    bytes.address(),
                    (int) bytes.byteSize(),
                    (signature, _, _) -> found[0] |= signature == index);
            if (!good) {
                throw new IllegalStateException(scanner.lastProblem());
            }
            return found[0];
        }
    }

    private static String problem(Signature signature, Field field, Sample sample, boolean wanted) {
        var text = sample.latin1();
        var shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return signature.id() + ": " + (wanted ? "match" : "nomatch") + " sample must " + (wanted ? "" : "not ")
                + "be found in " + field.id() + ", was " + (wanted ? "not found: " : "found: ") + shown;
    }

    @Override
    public void close() {
        scan.close();
        scanner.close();
    }
}
