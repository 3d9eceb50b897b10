package io.bulwark.proxy.protocol.http1;

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
class Http1FuzzTest {
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
            if (!mayPause(input)) {
                assertThat(cut.result()).isEqualTo(whole.result());
            }
        }
    }

    /**
     * Whether reading may pause for an answer. How far the requests get then depends on when answers come, and a server that
     * does not wait for requests makes that visible.
     */
    private static boolean mayPause(byte[] input) {
        var text = text(input).toLowerCase(Locale.ROOT);
        return text.contains("upgrade")
                || text.contains("connect")
                || text.split(" http/1", -1).length > ExchangeRing.MAX_OUTSTANDING;
    }

    /** We may refuse what Netty takes, but what we take Netty must cut into the same requests and bodies. */
    @FuzzTest
    void requestsAreFramedAsNettyFramesThem(byte[] input) {
        // Given
        var played = play(input, EnumSet.noneOf(Trouble.class), new Random(0), Integer.MAX_VALUE);
        var ours = requests(played.requests.events());
        // When
        var nettys = NettyRequests.in(part(input, Direction.TO_SERVER));
        // Then
        assertThat(nettys.subList(0, Math.min(ours.size(), nettys.size()))).isEqualTo(ours);
    }

    private static Played play(byte[] input, EnumSet<Trouble> forwarded, Random random, int longest) {
        var requests = new FakeJudge(List.of(), forwarded, EnumSet.allOf(Field.class));
        var responses = new FakeJudge(List.of(), forwarded, EnumSet.allOf(Field.class));
        var flow = new FakeFlow(new Http1Protocol(), Limits.defaults(), requests, responses);
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

    /** The complete requests as target and body, out of what the judge was shown. */
    private static List<String> requests(List<String> events) {
        var requests = new ArrayList<String>();
        var target = "";
        var body = "";
        for (var event : events) {
            if (event.startsWith("trouble ")) {
                break;
            }
            if (event.startsWith("field http.uri ")) {
                target = event.substring("field http.uri ".length());
                body = "";
            } else if (event.startsWith("body ")) {
                body = event.substring(event.indexOf(' ', event.indexOf(' ', event.indexOf(' ', 5) + 1) + 1) + 1);
            } else if (event.equals("end")) {
                requests.add(target + " " + body);
            }
        }
        return requests;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
