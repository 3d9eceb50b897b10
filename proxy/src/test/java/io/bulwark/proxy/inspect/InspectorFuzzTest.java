package io.bulwark.proxy.inspect;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.policy.Mode;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.signatures.Field;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class InspectorFuzzTest {
    /* One for all runs: what one body leaves behind must not disturb the next. */
    private static final Bench BENCH = Bench.withQueue(Bench.policy(Mode.MONITOR), 16);

    @FuzzTest(maxDuration = "30s")
    void noBodyMakesTheJudgeThrow(FuzzedDataProvider data) {
        // Given
        var coding = data.pickValue(Coding.values());
        var media = data.pickValue(Media.values());
        var eager = data.consumeBoolean();
        var squeeze = data.consumeBoolean();
        var first = data.consumeInt(0, 64);
        var bytes = data.consumeRemainingAsBytes();
        var content = squeeze ? BodyTest.encode(coding, bytes) : bytes;
        var cut = Math.min(first, content.length);
        // When
        BENCH.body(coding, media, content, eager, cut);
        BENCH.inspector.end();
    }

    @FuzzTest(maxDuration = "30s")
    void noHeldFieldMakesTheJudgeThrow(FuzzedDataProvider data) {
        // Given
        var field = data.consumeBoolean() ? Field.HTTP_URI : Field.HTTP_HEADER;
        // When
        BENCH.whole(field, data.consumeRemainingAsString());
        BENCH.inspector.end();
    }
}
