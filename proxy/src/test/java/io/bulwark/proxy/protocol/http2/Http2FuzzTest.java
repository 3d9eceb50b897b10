package io.bulwark.proxy.protocol.http2;

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
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Hostile bytes and frames; the inputs that are kept are replayed by the build, {@code JAZZER_FUZZ=1} looks for new ones. */
@Tag("fuzz")
class Http2FuzzTest {
    /** What stands between the turns of the client and those of the server in an input of bytes. */
    private static final String BORDER = "----";

    private static final String DENIED = "evil";
    private static final Limits LIMITS = smallHeads(Limits.defaults());
    private static final EnumSet<Trouble> NONE = EnumSet.noneOf(Trouble.class);

    private record Played(FakeFlow flow, FakeJudge requests, FakeJudge responses) {
        private List<Object> result() {
            return List.of(
                    requests.events(),
                    responses.events(),
                    text(flow.left(Direction.TO_SERVER)),
                    text(flow.left(Direction.TO_CLIENT)),
                    flow.counted(),
                    flow.outcome());
        }

        private List<String> left() {
            return new FrameNotation().left(flow.left(Direction.TO_SERVER), flow.left(Direction.TO_CLIENT));
        }
    }

    @FuzzTest
    void howBytesArriveChangesNothing(byte[] input) {
        sameHoweverCut(input, bytes(input));
    }

    @FuzzTest
    void howFramesArriveChangesNothing(byte[] input) {
        sameHoweverCut(input, FrameGrammar.turns(input));
    }

    private static void sameHoweverCut(byte[] input, List<FrameGrammar.Turn> turns) {
        for (var forwarded : List.of(NONE, EnumSet.allOf(Trouble.class))) {
            // Given
            var random = new Random(Arrays.hashCode(input));
            var whole = play(turns, forwarded, new Random(0), Integer.MAX_VALUE);
            // When
            var cut = play(turns, forwarded, random, 1 + random.nextInt(40));
            // Then
            assertThat(cut.result()).isEqualTo(whole.result());
        }
    }

    /** No receiver gets a denied message to its end, nor the word for which it was denied; and all that it gets it can read. */
    @FuzzTest
    void nothingThatIsRefusedArrives(byte[] input) {
        // Given
        var turns = FrameGrammar.turns(input);
        // When
        var played = play(turns, NONE, new Random(0), Integer.MAX_VALUE);
        // Then
        var bodies = new HashMap<String, String>();
        for (var line : played.left()) {
            assertThat(line).doesNotContain("UNDECODABLE").doesNotContain(" PART ");
            if (line.contains(" HEADERS ") || line.contains(" PUSH_PROMISE ")) {
                assertThat(line).doesNotContain(DENIED);
            } else if (line.contains(" DATA ")) {
                var words = line.split(" ", 4);
                bodies.merge(
                        words[0] + words[2], line.substring(line.indexOf('"')).replace("\"", ""), String::concat);
            }
        }
        assertThat(bodies.values()).noneMatch(body -> body.contains(DENIED));
    }

    /** What we forward Netty has to take, and to read the same messages out of it as out of all that the client sent. */
    @FuzzTest
    void whatIsForwardedMeansTheSameToNetty(byte[] input) {
        // Given
        var turns = FrameGrammar.turns(input).stream()
                .filter(FrameGrammar.Turn::client)
                .toList();
        var played = play(turns, NONE, new Random(0), Integer.MAX_VALUE);
        // When
        var forwarded = NettyServer.of(played.flow.left(Direction.TO_SERVER));
        // Then
        assertThat(forwarded.complaints())
                .allMatch(complaint -> played.left().stream().anyMatch(line -> dependsOnItself(line, complaint)));
        var sent = new java.io.ByteArrayOutputStream();
        turns.forEach(turn -> sent.writeBytes(turn.bytes()));
        var all = NettyServer.frames(sent.toByteArray());
        var place = 0;
        for (var message : forwarded.messages()) {
            var found = all.subList(place, all.size()).indexOf(message);
            assertThat(found).as("%s in %s from %d", message, all, place).isNotNegative();
            place += found + 1;
        }
    }

    /** Netty resets a stream whose priority depends on itself; RFC 9113 section 5.3.2 has no priorities any more. */
    private static boolean dependsOnItself(String line, String complaint) {
        var stream = complaint.replaceAll("\\D", "");
        return complaint.equals("netty RST_STREAM " + stream + " PROTOCOL_ERROR")
                && line.matches("server (PRIORITY %1$s !?%1$s/.*|HEADERS %1$s .*priority=!?%1$s/.*)".formatted(stream));
    }

    private static Played play(List<FrameGrammar.Turn> turns, EnumSet<Trouble> forwarded, Random random, int longest) {
        var requests = new FakeJudge(List.of(DENIED), forwarded, EnumSet.allOf(Field.class));
        var responses = new FakeJudge(List.of(DENIED), forwarded, EnumSet.allOf(Field.class));
        var flow = new FakeFlow(new Http2Protocol(), LIMITS, requests, responses);
        for (var turn : turns) {
            for (var from = 0; from < turn.bytes().length; ) {
                var left = turn.bytes().length - from;
                var length = Math.min(left, longest == Integer.MAX_VALUE ? longest : 1 + random.nextInt(longest));
                flow.send(
                        turn.client() ? Direction.TO_SERVER : Direction.TO_CLIENT,
                        Arrays.copyOfRange(turn.bytes(), from, from + length));
                from += length;
            }
        }
        flow.close(Direction.TO_SERVER);
        flow.close(Direction.TO_CLIENT);
        return new Played(flow, requests, responses);
    }

    /** Turns of both sides by turns, behind a sound beginning unless the input starts with a sign that it wants none. */
    private static List<FrameGrammar.Turn> bytes(byte[] input) {
        var turns = new ArrayList<FrameGrammar.Turn>();
        var text = text(input);
        if (!text.startsWith("!")) {
            turns.addAll(FrameGrammar.turns(new byte[0]));
        }
        var client = true;
        for (var part : text.split(BORDER, -1)) {
            turns.add(new FrameGrammar.Turn(client, part.getBytes(StandardCharsets.ISO_8859_1)));
            client = !client;
        }
        return turns;
    }

    private static Limits smallHeads(Limits usual) {
        return new Limits(
                1024,
                usual.maxLineBytes(),
                usual.maxHeaders(),
                usual.maxStreams(),
                usual.holdBytes(),
                usual.holdTime(),
                usual.maxDecodedBytes(),
                usual.maxDecodeRatio(),
                usual.headTimeout(),
                usual.bodyTimeout(),
                usual.idleTimeout(),
                usual.connectTimeout(),
                usual.detectTimeout());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
