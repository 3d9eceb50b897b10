package io.bulwark.signatures.match.hyperscan;

import static io.bulwark.signatures.Field.HTTP_BODY;
import static io.bulwark.signatures.Field.HTTP_RESPONSE_BODY;
import static io.bulwark.signatures.Field.HTTP_URI;
import static io.bulwark.signatures.TestSignatures.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.NativeText;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.match.MatchSink;
import io.bulwark.signatures.match.Scanner;
import io.bulwark.signatures.validate.Validator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HyperscanMatcherTest {
    private static final MatchSink NOWHERE = (_, _) -> {};

    private static HyperscanMatcher matcher(Signature... signatures) {
        return ((HyperscanMatcher.Made.Ready) HyperscanMatcher.make(List.of(signatures), DatabaseSource.NONE))
                .matcher();
    }

    private static List<String> scan(Scanner scanner, Field field, String text) {
        var found = new ArrayList<String>();
        try (var bytes = NativeText.of(text)) {
            assertThat(scanner.scan(field, bytes.address(), bytes.length(), (i, end) -> found.add(i + "@" + end)))
                    .isTrue();
        }
        return found;
    }

    private static Signature everyMatch(String id, String pattern, Field... fields) {
        return signature(id, pattern, Validator.NONE, 2, Set.of(), Set.of(), fields);
    }

    @Test
    void aMatchNamesTheSignatureByItsIndexAndWhereItEnds() {
        try (var matcher = matcher(
                        signature("body", "evil", HTTP_BODY),
                        signature("uri", "evil", HTTP_URI),
                        signature("both", "vil.", HTTP_URI, HTTP_BODY));
                var scanner = matcher.newScanner()) {
            // When
            var inUri = scan(scanner, HTTP_URI, "/an-evil-one");
            var inBody = scan(scanner, HTTP_BODY, "evil!");
            // Then
            assertThat(inUri).containsExactlyInAnyOrder("1@8", "2@9");
            assertThat(inBody).containsExactlyInAnyOrder("0@4", "2@5");
        }
    }

    @Test
    void aFieldThatNoSignatureReadsIsNotScannedAndDoesNotFail() {
        try (var matcher = matcher(signature("uri", "evil", HTTP_URI));
                var scanner = matcher.newScanner()) {
            // When
            var found = scan(scanner, HTTP_BODY, "evil");
            var stream = scanner.open(HTTP_BODY);
            // Then
            assertThat(matcher.reads(HTTP_BODY)).isFalse();
            assertThat(matcher.reads(HTTP_URI)).isTrue();
            assertThat(found).isEmpty();
            assertThat(stream.feed(1, 10, NOWHERE)).isTrue();
            assertThat(stream.close(NOWHERE)).isTrue();
        }
    }

    @Test
    void aMatchCutByPiecesIsFoundAtItsOffsetInTheStream() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner();
                var one = NativeText.of("some ev");
                var two = NativeText.of("il end")) {
            var found = new ArrayList<String>();
            var stream = scanner.open(HTTP_BODY);
            // When
            stream.feed(one.address(), one.length(), (i, end) -> found.add(i + "@" + end));
            stream.feed(two.address(), two.length(), (i, end) -> found.add(i + "@" + end));
            stream.close(NOWHERE);
            // Then
            assertThat(found).containsExactly("0@9");
        }
    }

    @Test
    void aMatchAnchoredToTheEndIsReportedWhenTheStreamIsClosed() {
        try (var matcher = matcher(signature("body", "evil\\z", HTTP_BODY));
                var scanner = matcher.newScanner();
                var text = NativeText.of("so evil")) {
            var found = new ArrayList<String>();
            var stream = scanner.open(HTTP_BODY);
            stream.feed(text.address(), text.length(), (_, _) -> found.add("early"));
            // When
            var good = stream.close((i, end) -> found.add(i + "@" + end));
            // Then
            assertThat(good).isTrue();
            assertThat(found).containsExactly("0@7");
        }
    }

    @Test
    void aStreamThatIsGivenBackIsUsedAgainAsNew() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner();
                var one = NativeText.of("ev");
                var two = NativeText.of("il")) {
            var first = scanner.open(HTTP_BODY);
            first.feed(one.address(), one.length(), NOWHERE);
            first.close(NOWHERE);
            long before = scanner.nativeBytes();
            var found = new ArrayList<Integer>();
            // When
            var second = scanner.open(HTTP_BODY);
            second.feed(two.address(), two.length(), (i, _) -> found.add(i));
            second.close(NOWHERE);
            // Then
            assertThat(second).isSameAs(first);
            assertThat(found).isEmpty();
            assertThat(scanner.nativeBytes()).isEqualTo(before);
        }
    }

    @Test
    void aCopyOfAStreamGoesOnFromWhereTheStreamStood() {
        try (var matcher =
                        matcher(signature("body", "union\\s+select", HTTP_BODY), signature("seen", "evil", HTTP_BODY));
                var scanner = matcher.newScanner();
                var start = NativeText.of("evil union" + " ".repeat(20_000));
                var select = NativeText.of("select evil");
                var other = NativeText.of("delete")) {
            var found = new ArrayList<String>();
            var stream = scanner.open(HTTP_BODY);
            stream.feed(start.address(), start.length(), (i, end) -> found.add(i + "@" + end));
            // When
            var copy = stream.copy();
            stream.feed(other.address(), other.length(), (i, end) -> found.add("stream " + i + "@" + end));
            copy.feed(select.address(), select.length(), (i, end) -> found.add("copy " + i + "@" + end));
            // Then
            assertThat(stream.close(NOWHERE)).isTrue();
            assertThat(copy.close(NOWHERE)).isTrue();
            assertThat(found).containsExactly("1@4", "copy 0@20016");
        }
    }

    @Test
    void aCopyIsGivenBackAndUsedAgainAsNew() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner();
                var one = NativeText.of("ev");
                var two = NativeText.of("il")) {
            var stream = scanner.open(HTTP_BODY);
            stream.feed(one.address(), one.length(), NOWHERE);
            var copy = stream.copy();
            copy.close(NOWHERE);
            long before = scanner.nativeBytes();
            var found = new ArrayList<Integer>();
            // When
            var next = scanner.open(HTTP_BODY);
            next.feed(two.address(), two.length(), (i, _) -> found.add(i));
            // Then
            assertThat(next).isSameAs(copy);
            assertThat(found).isEmpty();
            assertThat(scanner.nativeBytes()).isEqualTo(before);
        }
    }

    @Test
    void aCopyOfAFailedStreamFailsToo() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner();
                var text = NativeText.of("evil")) {
            var stream = scanner.open(HTTP_BODY);
            stream.feed(text.address(), text.length(), (_, _) -> {
                throw new IllegalStateException("the sink's fault");
            });
            // When
            var copy = stream.copy();
            // Then
            assertThat(copy.feed(text.address(), text.length(), NOWHERE)).isFalse();
            assertThat(copy.close(NOWHERE)).isFalse();
        }
    }

    @Test
    void aBurstOfStreamsLeavesNoMoreThanTheBoundBehind() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner()) {
            long idle = scanner.nativeBytes();
            var streams = new ArrayList<io.bulwark.signatures.match.StreamScan>();
            for (int i = 0; i < StreamPool.MAX_IDLE * 3; i++) {
                streams.add(scanner.open(HTTP_BODY));
            }
            long perStream = (scanner.nativeBytes() - idle) / streams.size();
            // When
            streams.forEach(stream -> stream.close(NOWHERE));
            // Then
            assertThat(perStream).isPositive();
            assertThat(scanner.nativeBytes() - idle).isEqualTo(perStream * StreamPool.MAX_IDLE);
        }
    }

    @Test
    void whereOnlyExistenceMattersOneReportSuffices() {
        try (var matcher = matcher(signature("first", "a+", HTTP_URI), everyMatch("every", "a+", HTTP_URI));
                var scanner = matcher.newScanner()) {
            // When
            var found = scan(scanner, HTTP_URI, "aaaa");
            // Then
            assertThat(found).containsExactlyInAnyOrder("0@1", "1@1", "1@2", "1@3", "1@4");
        }
    }

    @Test
    void aFloodOfOneSignatureIsCappedAndHidesNoOther() {
        try (var matcher = matcher(everyMatch("flood", "a", HTTP_URI), signature("other", "z", HTTP_URI));
                var scanner = matcher.newScanner();
                var text = NativeText.of("a".repeat(5_000) + "z")) {
            var sink = new CountingSink();
            // When
            var good = scanner.scan(HTTP_URI, text.address(), text.length(), sink);
            // Then
            assertThat(good).isTrue();
            assertThat(sink.counts).containsExactly(MatchCallback.MAX_REPORTS, 1);
            assertThat(sink.overflows).containsExactly(0);
        }
    }

    @Test
    void aSinkThatThrowsFailsTheScanAndLeavesTheScannerGood() {
        try (var matcher = matcher(signature("uri", "evil", HTTP_URI));
                var scanner = matcher.newScanner();
                var text = NativeText.of("evil")) {
            // When
            var good = scanner.scan(HTTP_URI, text.address(), text.length(), (_, _) -> {
                throw new IllegalStateException("our bug");
            });
            // Then
            assertThat(good).isFalse();
            assertThat(scanner.lastProblem()).contains("IllegalStateException");
            assertThat(scan(scanner, HTTP_URI, "evil")).containsExactly("0@4");
        }
    }

    @Test
    void aSinkThatThrowsFailsTheStreamForGood() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner();
                var text = NativeText.of("evil")) {
            var stream = scanner.open(HTTP_BODY);
            // When
            var first = stream.feed(text.address(), text.length(), (_, _) -> {
                throw new IllegalStateException("our bug");
            });
            var second = stream.feed(text.address(), text.length(), NOWHERE);
            var end = stream.close(NOWHERE);
            // Then
            assertThat(List.of(first, second, end)).containsOnly(false);
            assertThat(scanner.open(HTTP_BODY).close(NOWHERE)).isTrue();
        }
    }

    @Test
    void anErrorOfTheEngineFailsTheScan() {
        try (var matcher = matcher(signature("uri", "evil", HTTP_URI));
                var scanner = matcher.newScanner()) {
            // When
            var good = scanner.scan(HTTP_URI, 0, 10, NOWHERE);
            // Then
            assertThat(good).isFalse();
            assertThat(scanner.lastProblem()).contains("invalid argument");
        }
    }

    @Test
    void aClosedScannerRefusesInsteadOfCrashing() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var text = NativeText.of("evil")) {
            var scanner = matcher.newScanner();
            var stream = scanner.open(HTTP_BODY);
            // When
            scanner.close();
            scanner.close();
            // Then
            assertThat(scanner.scan(HTTP_BODY, text.address(), text.length(), NOWHERE))
                    .isFalse();
            assertThat(stream.feed(text.address(), text.length(), NOWHERE)).isFalse();
            assertThat(stream.close(NOWHERE)).isFalse();
            assertThat(scanner.open(HTTP_BODY).feed(text.address(), text.length(), NOWHERE))
                    .isFalse();
            assertThat(scanner.nativeBytes()).isZero();
        }
    }

    @Test
    void aStreamClosedTwiceIsGivenBackOnce() {
        try (var matcher = matcher(signature("body", "evil", HTTP_BODY));
                var scanner = matcher.newScanner()) {
            var stream = scanner.open(HTTP_BODY);
            stream.close(NOWHERE);
            // When
            var again = stream.close(NOWHERE);
            // Then
            assertThat(again).isFalse();
            assertThat(scanner.open(HTTP_BODY)).isNotSameAs(scanner.open(HTTP_BODY));
        }
    }

    @Test
    void aMatcherLivesAsLongAsItsLastScanner() {
        var matcher = matcher(signature("uri", "evil", HTTP_URI));
        var scanner = matcher.newScanner();
        // When
        matcher.close();
        matcher.close();
        // Then
        assertThat(scan(scanner, HTTP_URI, "evil")).containsExactly("0@4");
        assertThatThrownBy(matcher::newScanner).hasMessage("the matcher is closed");
        scanner.close();
    }

    @Test
    void aPatternThatTheEngineRefusesIsNamed() {
        // When
        var made = HyperscanMatcher.make(List.of(signature("bad", "(?<=a)b", HTTP_URI)), DatabaseSource.NONE);
        // Then
        assertThat(made)
                .isInstanceOfSatisfying(
                        HyperscanMatcher.Made.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("test-bad: "));
    }

    @Test
    void aDatabaseOfTheBuildIsUsedAndABrokenOneIsCompiledAgain() {
        var signature = signature("uri", "evil", HTTP_URI);
        var platform = Platform.ofThisMachine();
        var key = HyperscanMatcher.key(List.of(signature), platform, Mode.BLOCK);
        var bytes = ((Database.Compiled.Done) Database.compile(key)).database().serialise();
        // When
        var shipped = make(name -> name.equals(key.fileName()) ? Optional.of(bytes) : Optional.empty(), signature);
        var broken = make(_ -> Optional.of(new byte[100]), signature);
        // Then
        assertThat(shipped.compiledHere()).isZero();
        assertThat(broken.compiledHere()).isEqualTo(1);
        assertThat(List.of(shipped, broken)).allSatisfy(matcher -> {
            try (matcher;
                    var scanner = matcher.newScanner()) {
                assertThat(scan(scanner, HTTP_URI, "evil")).containsExactly("0@4");
            }
        });
    }

    @Test
    void fieldsWithTheSamePatternsShareTheirDatabase() {
        try (var one = matcher(signature("a", "evil", HTTP_BODY));
                var two = matcher(signature("a", "evil", HTTP_BODY, HTTP_RESPONSE_BODY))) {
            // Then
            assertThat(two.nativeBytes()).isEqualTo(one.nativeBytes());
        }
    }

    @Test
    void scanningAllocatesNothing() {
        try (var matcher = matcher(everyMatch("every", "ev[i]l", HTTP_URI, HTTP_BODY));
                var scanner = matcher.newScanner();
                var text = NativeText.of("some evil text, evil indeed")) {
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            var sink = new CountingSink();
            Runnable work = () -> {
                for (int i = 0; i < 20_000; i++) {
                    scanner.scan(HTTP_URI, text.address(), text.length(), sink);
                    var stream = scanner.open(HTTP_BODY);
                    stream.feed(text.address(), text.length(), sink);
                    stream.close(sink);
                }
            };
            work.run();
            long before = threads.getCurrentThreadAllocatedBytes();
            // When
            work.run();
            // Then
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
            assertThat(sink.counts[0]).isEqualTo(2 * 20_000 * 4);
        }
    }

    private static HyperscanMatcher make(DatabaseSource source, Signature signature) {
        return ((HyperscanMatcher.Made.Ready) HyperscanMatcher.make(List.of(signature), source)).matcher();
    }

    private static final class CountingSink implements MatchSink {
        final int[] counts = new int[2];
        final List<Integer> overflows = new ArrayList<>();

        @Override
        public void match(int signatureIndex, long endOffset) {
            counts[signatureIndex]++;
        }

        @Override
        public void overflow(int signatureIndex) {
            overflows.add(signatureIndex);
        }
    }
}
