package io.bulwark.proxy.protocol.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.FakeFlow;
import io.bulwark.proxy.protocol.FakeJudge;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Hostile packets of both sides, behind a login that went well; nothing may be thrown, nor may it matter how bytes arrive. */
@Tag("fuzz")
class MysqlFuzzTest {
    private static final String CAPABILITIES = "0x90fa209";
    private static final PacketNotation NOTATION = new PacketNotation();

    /** A piece of an input: its first byte says who sends, its second how long it is. */
    private static void play(byte[] input, FakeFlow flow, Random random, int longest) {
        login(flow);
        for (var from = 0; from + 2 <= input.length; ) {
            var direction = (input[from] & 1) == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
            var to = Math.min(input.length, from + 2 + (input[from + 1] & 0xFF));
            send(flow, direction, Arrays.copyOfRange(input, from + 2, to), random, longest);
            from = to;
        }
        flow.close(Direction.TO_SERVER);
        flow.close(Direction.TO_CLIENT);
    }

    private static void send(FakeFlow flow, Direction direction, byte[] bytes, Random random, int longest) {
        for (var from = 0; from < bytes.length; ) {
            var length =
                    Math.min(bytes.length - from, longest == Integer.MAX_VALUE ? longest : 1 + random.nextInt(longest));
            flow.send(direction, Arrays.copyOfRange(bytes, from, from + length));
            from += length;
        }
    }

    @FuzzTest
    void hostilePacketsEndInAValue(byte[] input) {
        for (var forwarded : List.of(EnumSet.noneOf(Trouble.class), EnumSet.allOf(Trouble.class))) {
            // Given
            var random = new Random(Arrays.hashCode(input));
            var flow = flow(forwarded);
            // When
            play(input, flow, random, 1 + random.nextInt(40));
            // Then
            assertThat(flow.outcome()).isNotEmpty();
        }
    }

    /** What a client sends before it was answered comes out in the same way however it arrives. */
    @FuzzTest
    void howCommandsArriveChangesNothing(byte[] input) {
        // Given
        var whole = commands(input, Integer.MAX_VALUE);
        // When
        var cut = commands(input, 1 + Math.floorMod(Arrays.hashCode(input), 9));
        // Then
        assertThat(cut).isEqualTo(whole);
    }

    private static List<Object> commands(byte[] input, int longest) {
        var requests = judge(EnumSet.noneOf(Trouble.class));
        var flow = new FakeFlow(new MysqlProtocol(), Limits.defaults(), requests, judge(EnumSet.noneOf(Trouble.class)));
        login(flow);
        send(flow, Direction.TO_SERVER, input, new Random(7), longest);
        return List.of(requests.events(), flow.left(Direction.TO_SERVER).length, flow.outcome());
    }

    private static void login(FakeFlow flow) {
        flow.send(Direction.TO_CLIENT, NOTATION.bytes("0 g:" + CAPABILITIES));
        flow.send(Direction.TO_SERVER, NOTATION.bytes("1 l:" + CAPABILITIES + " z\"app\" i1:0 z\"shop\" z\"x\""));
        flow.send(Direction.TO_CLIENT, NOTATION.bytes("2 o"));
    }

    private static FakeJudge judge(EnumSet<Trouble> forwarded) {
        return new FakeJudge(List.of("DROP"), forwarded, EnumSet.allOf(Field.class));
    }

    private static FakeFlow flow(EnumSet<Trouble> forwarded) {
        return new FakeFlow(new MysqlProtocol(), Limits.defaults(), judge(forwarded), judge(forwarded));
    }
}
