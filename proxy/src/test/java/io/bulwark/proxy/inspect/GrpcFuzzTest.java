package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.policy.Mode;
import io.bulwark.proxy.inspect.protobuf.ProtobufWalk;
import io.bulwark.proxy.inspect.protobuf.Strings;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.testing.NativeBytes;
import io.bulwark.proxy.testing.Proto;
import org.junit.jupiter.api.Tag;

/** Hostile messages; the inputs that are kept are replayed by the build, {@code JAZZER_FUZZ=1} looks for new ones. */
@Tag("fuzz")
class GrpcFuzzTest {
    /* One for all runs: what one body leaves behind must not disturb the next. */
    private static final Bench BENCH = Bench.withQueue(Bench.policy(Mode.MONITOR), 16);

    private static final Bench ENFORCING = Bench.withQueue(Bench.policy(Mode.ENFORCE), 16);

    private final ProtobufWalk walk = new ProtobufWalk();
    private long handedOut;

    @FuzzTest(maxDuration = "50s")
    void theWalkStaysInsideTheMessageAndItsWorkIsBounded(byte[] message) {
        // Given
        var memory = NativeBytes.of(message);
        var from = memory.view().address();
        handedOut = 0;
        // When
        walk.walk(null, from, message.length, new Strings() {
            @Override
            public boolean string(long address, int length, boolean again) {
                return message(address, length);
            }

            @Override
            public boolean message(long address, int length) {
                assertThat(address).isBetween(from, from + message.length);
                assertThat(length).isBetween(ProtobufWalk.MIN_BYTES, (int) (from + message.length - address));
                assertThat(walk.path()).isNotEmpty();
                handedOut += length;
                return true;
            }
        });
        // Then
        assertThat(handedOut).isLessThanOrEqualTo(4L * message.length);
    }

    @FuzzTest(maxDuration = "50s")
    void howAFramedBodyIsCutChangesNothing(FuzzedDataProvider data) {
        // Given
        var media = data.pickValue(new Media[] {Media.GRPC, Media.GRPC_WEB, Media.GRPC_JSON, Media.CONNECT});
        var coding = data.pickValue(Coding.values());
        var first = data.consumeInt(0, 40);
        var second = data.consumeInt(0, 40);
        var content = data.consumeRemainingAsBytes();
        var cut = Math.min(first, content.length);
        var next = Math.min(cut + second, content.length);
        // When
        var whole = denied(coding, media, content);
        var cuts = denied(coding, media, content, cut, next);
        // Then
        assertThat(cuts).isEqualTo(whole);
    }

    private static boolean denied(Coding coding, Media media, byte[] content, int... cuts) {
        var ruling = ENFORCING.body(coding, media, content, true, cuts);
        ENFORCING.inspector.end();
        return ruling instanceof Ruling.Deny;
    }

    @FuzzTest(maxDuration = "50s")
    void noCompressedMessageMakesTheJudgeThrow(FuzzedDataProvider data) {
        // Given
        var coding = data.pickValue(new Coding[] {Coding.GZIP, Coding.DEFLATE, Coding.ZSTD, Coding.SNAPPY});
        var flips = data.consumeInts(2);
        var squeeze = data.consumeBoolean();
        var bytes = data.consumeRemainingAsBytes();
        var message = squeeze ? BodyTest.encode(coding, bytes) : bytes;
        for (var flip : flips) {
            if (message.length > 0) {
                message[Math.floorMod(flip, message.length)] ^= (byte) (1 << (flip >>> 29));
            }
        }
        // When
        BENCH.body(coding, Media.GRPC, Proto.frame(1, message), false);
        BENCH.inspector.end();
        // Then
        assertThat(BENCH.workbench.unpacker().nativeBytes()).isLessThan(2 * 1024 * 1024);
    }
}
