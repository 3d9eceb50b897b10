package io.bulwark.proxy.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bulwark.policy.Limits;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.FakeFlow;
import io.bulwark.proxy.protocol.FakeJudge;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Hostile bytes; the inputs that are kept are replayed by the build, {@code JAZZER_FUZZ=1} looks for new ones. */
@Tag("fuzz")
class RedisFuzzTest {
    /** What stands between the bytes of the client and those of the server in an input. */
    private static final String BORDER = "\n----\n";

    private record Played(FakeFlow flow, FakeJudge requests, FakeJudge responses) {
        private List<Object> result() {
            return List.of(
                    requests.events(),
                    responses.events(),
                    text(flow.left(Direction.TO_SERVER)),
                    text(flow.left(Direction.TO_CLIENT)),
                    flow.outcome());
        }
    }

    @FuzzTest
    void howBytesArriveChangesNothing(byte[] input) {
        for (var forwarded : List.of(EnumSet.noneOf(Trouble.class), EnumSet.allOf(Trouble.class))) {
            // Given
            var random = new Random(Arrays.hashCode(input));
            var whole = play(input, forwarded, new Random(0), Integer.MAX_VALUE);
            // When
            var cut = play(input, forwarded, random, 1 + random.nextInt(40));
            // Then
            if (!mayWait(input)) {
                assertThat(cut.result()).isEqualTo(whole.result());
            }
        }
    }

    /** Whether the client's commands may have to wait for an answer, so that how far they get depends on when it comes. */
    private static boolean mayWait(byte[] input) {
        var text = text(input).toUpperCase(Locale.ROOT);
        return text.contains("AUTH") || text.contains("HELLO") || text.contains("RESET") || text.contains("SYNC");
    }

    /** We may refuse what Netty takes, but what we take Netty must cut into the same commands. */
    @FuzzTest
    void commandsAreCutAsNettyCutsThem(byte[] input) {
        // Given
        var bytes = part(input, Direction.TO_SERVER);
        var played = play(input, EnumSet.noneOf(Trouble.class), new Random(0), Integer.MAX_VALUE);
        var ours = commands(played.requests.events());
        // When
        var nettys = NettyCommands.in(bytes);
        // Then
        if (isArraysOnly(text(played.flow.left(Direction.TO_SERVER)))) {
            assertThat(upper(nettys.subList(0, Math.min(ours.size(), nettys.size()))))
                    .isEqualTo(upper(ours));
        }
    }

    /** Inline commands are Redis' own; Netty reads them in another way, and so everything behind them. */
    private static boolean isArraysOnly(String forwarded) {
        var at = 0;
        while (at < forwarded.length()) {
            if (forwarded.charAt(at) != '*') {
                return false;
            }
            var count = number(forwarded, at);
            at = lineEnd(forwarded, at);
            for (var argument = 0; argument < count && at < forwarded.length(); argument++) {
                at = lineEnd(forwarded, at) + number(forwarded, at) + 2;
            }
        }
        return !forwarded.isEmpty();
    }

    /** The number of a line, behind its first letter. */
    private static int number(String text, int line) {
        return Integer.parseInt(text, line + 1, text.indexOf('\r', line), 10);
    }

    private static int lineEnd(String text, int line) {
        return text.indexOf('\n', line) + 1;
    }

    private static List<String> upper(List<String> commands) {
        return commands.stream()
                .map(command -> command.toUpperCase(Locale.ROOT))
                .toList();
    }

    private static Played play(byte[] input, EnumSet<Trouble> forwarded, Random random, int longest) {
        var requests = new FakeJudge(List.of("evil"), forwarded, EnumSet.allOf(Field.class));
        var responses = new FakeJudge(List.of("evil"), forwarded, EnumSet.allOf(Field.class));
        var flow = new FakeFlow(new RedisProtocol(), Limits.defaults(), requests, responses);
        for (var direction : Direction.values()) {
            var bytes = part(input, direction);
            for (var from = 0; from < bytes.length; ) {
                var length = Math.min(
                        bytes.length - from, longest == Integer.MAX_VALUE ? longest : 1 + random.nextInt(longest));
                flow.send(direction, Arrays.copyOfRange(bytes, from, from + length));
                from += length;
            }
        }
        flow.close(Direction.TO_SERVER);
        flow.close(Direction.TO_CLIENT);
        return new Played(flow, requests, responses);
    }

    private static byte[] part(byte[] input, Direction direction) {
        var text = text(input);
        var border = text.indexOf(BORDER);
        var client = border < 0 ? text : text.substring(0, border);
        var server = border < 0 ? "" : text.substring(border + BORDER.length());
        return (direction == Direction.TO_SERVER ? client : server).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The small commands that the judge was shown, whose credentials are not left out. */
    private static List<String> commands(List<String> events) {
        var commands = new ArrayList<String>();
        for (var event : events) {
            if (event.startsWith("trouble ") || event.startsWith("body ")) {
                break;
            }
            if (event.startsWith("field redis.arg ")) {
                var command = event.substring("field redis.arg ".length());
                if (command.contains("*")) {
                    break;
                }
                commands.add(command);
            }
        }
        return commands;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
