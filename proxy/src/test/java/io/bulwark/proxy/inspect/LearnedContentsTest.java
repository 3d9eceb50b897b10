package io.bulwark.proxy.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.learn.Contents;
import io.bulwark.policy.learn.LearnerLimits;
import io.bulwark.proxy.stream.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What contents of whole flows teach, where no rule asks for them. */
class LearnedContentsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private final Desk desk = new Desk();
    private final Sightings sightings = Sightings.of(LearnerLimits.share(1), () -> Instant.EPOCH, desk, "0001.test.0");

    private RuleFlow learning() {
        return new RuleFlow(Bench.learning(sightings));
    }

    private static String head(String type, int length) {
        return "POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static String request(String type, String content) {
        return head(type, content.length()) + content;
    }

    private Contents learned() {
        sightings.tick();
        return desk.newest().operations().firstEntry().getValue().contents();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "application/x-www-form-urlencoded ! item=7&note=a+b ! item,note",
                "application/json ! {\"item\": 7, \"lines\": [{\"sku\": \"a\"}, {\"sku\": \"b\"}]} ! item,lines[].sku",
                "application/json ! {} ! ``",
                "application/merge-patch+json ! {\"address\": {\"city\": null}} ! address.city",
            })
    void aContentTeachesItsNames(String type, String content, String names) {
        // Given
        try (var flow = learning()) {
            // When
            flow.client(request(type, content));
            flow.server(OK);
            // Then
            assertThat(String.join(",", learned().names().keySet())).isEqualTo(names);
            assertThat(learned().read().total()).isEqualTo(1);
            assertThat(flow.toServer()).isEqualTo(request(type, content));
        }
    }

    @Test
    void piecesOfOneContentTeachWhatTheWholeDoes() {
        // Given
        var whole = request("application/json", "{\"item\": 4711}");
        try (var flow = learning()) {
            // When
            flow.client(whole.split(""));
            flow.server(OK);
            // Then
            assertThat(learned().names())
                    .hasEntrySatisfying(
                            "item", item -> assertThat(item.values().samples()).containsOnlyKeys("4711"));
        }
    }

    @Test
    void aCompressedContentIsUnfolded() throws IOException {
        // Given
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("item=7".getBytes(ISO_8859_1));
        }
        var type = "application/x-www-form-urlencoded\r\nContent-Encoding: gzip";
        try (var flow = learning()) {
            // When
            flow.client(head(type, packed.size()));
            flow.send(Direction.TO_SERVER, packed.toByteArray());
            flow.server(OK);
            // Then
            assertThat(learned().names()).containsOnlyKeys("item");
        }
    }

    @Test
    void aContentOfHttp2TeachesToo() {
        // Given
        try (var flow = learning()) {
            // When
            flow.clientFrames(
                    "PREFACE ;; SETTINGS",
                    "HEADERS 1 | :method POST | :scheme http | :path /orders | :authority a | content-type application/x-www-form-urlencoded",
                    "DATA 1 end \"item=7\"");
            flow.serverFrames("SETTINGS ;; SETTINGS ack", "HEADERS 1 end | :status 200");
            // Then
            assertThat(learned().names()).containsOnlyKeys("item");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "multipart/form-data; boundary=x ! --x\\r\\n",
                "application/xml ! <a/>",
                "application/json ! {\"item\": 7",
                "application/json ! {'item': 7}",
            })
    void aContentThatCannotBeReadLeavesItOpen(String type, String content) {
        // Given
        try (var flow = learning()) {
            // When
            flow.client(request(type, content));
            flow.server(OK);
            // Then
            assertThat(learned().open()).isTrue();
        }
    }

    @Test
    void aVeryLongContentLeavesItOpen() {
        // Given
        var content = "item=" + "7".repeat((int) Lessons.MAX_BYTES);
        try (var flow = learning()) {
            // When
            flow.client(request("application/x-www-form-urlencoded", content));
            flow.server(OK);
            // Then
            assertThat(learned().open()).isTrue();
        }
    }

    @Test
    void aCallThatFailsTeachesNothingOfItsContent() {
        // Given
        try (var flow = learning()) {
            flow.client(request("application/json", "{\"item\": 7}"));
            flow.server(OK);
            // When
            flow.client(request("application/json", "{\"role\": \"admin\"}"));
            flow.server("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            // Then
            assertThat(learned().names()).containsOnlyKeys("item");
        }
    }

    @Test
    void callsWithoutContentSayNothingOfContents() {
        // Given
        try (var flow = learning()) {
            // When
            flow.client("GET /orders HTTP/1.1\r\nHost: a\r\n\r\n");
            flow.server(OK);
            // Then
            assertThat(learned().read().total()).isZero();
            assertThat(learned().open()).isFalse();
        }
    }

    @Test
    void soManyContentsAreReadAtOnceAndNoMore() {
        // Given
        var lessons = new Lessons(() -> 0);
        for (int i = 0; i < Lessons.AT_ONCE; i++) {
            assertThat(lessons.take()).isTrue();
        }
        // When
        boolean more = lessons.take();
        // Then
        assertThat(more).isFalse();
        lessons.giveBack(100);
        assertThat(lessons.take()).isTrue();
    }

    @Test
    void soMuchIsReadInASecondAndNoMore() {
        // Given
        var now = new long[1];
        var lessons = new Lessons(() -> now[0]);
        assertThat(lessons.take()).isTrue();
        lessons.giveBack(Lessons.BYTES_IN_A_SECOND);
        assertThat(lessons.take()).isFalse();
        // When
        now[0] = 1_000_000_000L;
        // Then
        assertThat(lessons.take()).isTrue();
    }
}
