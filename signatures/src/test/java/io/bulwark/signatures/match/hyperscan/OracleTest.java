package io.bulwark.signatures.match.hyperscan;

import static org.assertj.core.api.Assertions.assertThat;

import com.gliwka.hyperscan.wrapper.CompileErrorException;
import com.gliwka.hyperscan.wrapper.ExpressionFlag;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.NativeText;
import io.bulwark.signatures.Sample;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.TestCatalogue;
import io.bulwark.signatures.Transform;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other engines must find what this one finds, in every sample of every signature. */
@Timeout(300)
class OracleTest {
    private List<Signature> signatures = List.of();
    private HyperscanMatcher matcher;
    private io.bulwark.signatures.match.Scanner scanner;

    OracleTest() throws Exception {
        signatures = TestCatalogue.all();
        matcher =
                ((HyperscanMatcher.Made.Ready) HyperscanMatcher.make(signatures, DatabaseSource.CLASS_PATH)).matcher();
        scanner = matcher.newScanner();
    }

    @BeforeEach
    void thereAreSignatures() {
        assertThat(signatures).isNotEmpty();
    }

    @AfterEach
    void close() {
        scanner.close();
        matcher.close();
    }

    private record Tried(Field field, String text) {}

    private Set<Tried> samples() {
        var tried = new LinkedHashSet<Tried>();
        for (var signature : signatures) {
            for (var samples : List.of(signature.match(), signature.nomatch())) {
                for (Sample sample : samples) {
                    sample.fields().forEach(field -> tried.add(new Tried(field, sample.latin1())));
                }
            }
        }
        return tried;
    }

    private Set<Integer> block(Tried tried) {
        var found = new HashSet<Integer>();
        try (var text = NativeText.of(tried.text)) {
            assertThat(scanner.scan(tried.field, text.address(), text.length(), (i, _) -> found.add(i)))
                    .isTrue();
        }
        return found;
    }

    private Set<Integer> readers(Field field) {
        var readers = new LinkedHashSet<Integer>();
        for (int i = 0; i < signatures.size(); i++) {
            if (signatures.get(i).fields().contains(field)) {
                readers.add(i);
            }
        }
        return readers;
    }

    /* Java has no byte strings, so each character is a byte; its flags are set to mean what the engine means. */
    private static Pattern java(Signature signature) {
        int flags = Pattern.DOTALL | Pattern.MULTILINE | Pattern.UNIX_LINES;
        if (signature.transforms().contains(Transform.LOWERCASE)) {
            flags |= Pattern.CASE_INSENSITIVE;
        }
        /* A lone \0 is NUL to the engine and an error to Java. */
        return Pattern.compile(signature.pattern().replaceAll("(?<!\\\\)\\\\0(?![0-7])", "\\\\x00"), flags);
    }

    @Test
    void javaFindsTheSame() {
        var patterns = signatures.stream().map(OracleTest::java).toList();
        for (var tried : samples()) {
            // When
            var found = block(tried);
            // Then
            var expected = new HashSet<Integer>();
            for (int i : readers(tried.field)) {
                if (patterns.get(i).matcher(tried.text).find()) {
                    expected.add(i);
                }
            }
            assertThat(names(found)).as("%s", tried).isEqualTo(names(expected));
        }
    }

    @Test
    void theOtherBindingFindsTheSame() throws CompileErrorException {
        for (var field : Field.values()) {
            var readers = readers(field);
            if (readers.isEmpty()) {
                continue;
            }
            var expressions = new ArrayList<com.gliwka.hyperscan.wrapper.Expression>();
            for (int i : readers) {
                expressions.add(expression(i));
            }
            try (var database = com.gliwka.hyperscan.wrapper.Database.compile(expressions);
                    var other = new com.gliwka.hyperscan.wrapper.Scanner()) {
                other.allocScratch(database);
                for (var tried : samples()) {
                    /* Its strings become UTF-8: only ASCII means the same bytes. */
                    if (tried.field == field && tried.text.chars().allMatch(c -> c < 0x80)) {
                        // When
                        var found = block(tried);
                        // Then
                        var expected = new HashSet<Integer>();
                        other.scan(database, tried.text)
                                .forEach(match -> expected.add(
                                        match.getMatchedExpression().getId()));
                        assertThat(names(found)).as("%s", tried).isEqualTo(names(expected));
                    }
                }
            }
        }
    }

    private com.gliwka.hyperscan.wrapper.Expression expression(int index) {
        var signature = signatures.get(index);
        var flags = EnumSet.of(ExpressionFlag.DOTALL, ExpressionFlag.MULTILINE, ExpressionFlag.SINGLEMATCH);
        if (signature.transforms().contains(Transform.LOWERCASE)) {
            flags.add(ExpressionFlag.CASELESS);
        }
        return new com.gliwka.hyperscan.wrapper.Expression(signature.pattern(), flags, index);
    }

    @Test
    void aStreamCutAnywhereFindsWhatABlockFinds() {
        for (var tried : samples()) {
            if (!tried.field.mayStream()) {
                continue;
            }
            var block = block(tried);
            try (var text = NativeText.of(tried.text)) {
                for (int cut = 0; cut <= Math.min(text.length(), 300); cut++) {
                    // When
                    var found = new HashSet<Integer>();
                    var stream = scanner.open(tried.field);
                    stream.feed(text.address(), cut, (i, _) -> found.add(i));
                    stream.feed(text.address() + cut, text.length() - cut, (i, _) -> found.add(i));
                    var good = stream.close((i, _) -> found.add(i));
                    // Then
                    assertThat(good).isTrue();
                    assertThat(found).as("%s cut at %d", tried, cut).isEqualTo(block);
                }
            }
        }
    }

    private Set<String> names(Set<Integer> indexes) {
        var names = new java.util.TreeSet<String>();
        indexes.forEach(i -> names.add(signatures.get(i).id()));
        return names;
    }
}
