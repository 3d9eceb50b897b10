package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.stream.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that name the parameters of a request's content, over whole flows. */
class BodyParametersTest {
    private static final String POLICY = """
        apiVersion: bulwark.io/v1alpha1
        kind: ServiceAllowlist
        metadata: {name: shop}
        spec:
          ingress:
            - id: orders
              from: [{cidr: 10.0.0.0/8}]
              http:
                - paths: [{exact: /orders}]
                  bodyParameters:
                    item: {type: int}
                    note: {maxLength: 20}
                    "address.city": {characters: plain}
                    "lines[].sku": {type: slug, repeated: true}
                - {paths: [{prefix: /free/}]}
        """;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private static String head(String path, String type, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static String request(String type, String body) {
        return head("/orders", type, body.length()) + body;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "application/x-www-form-urlencoded ! item=7&note=a+b",
                "application/x-www-form-urlencoded ! ``",
                "application/json ! {\"item\": 7, \"note\": \"a\"}",
                "application/json ! {\"item\":\"7\",\"address\":{\"city\":\"Ulm\"}}",
                "application/json ! {\"lines\":[{\"sku\":\"a-1\"},{\"sku\":\"b-2\"}]}",
                "application/json ! {}",
                "application/json; charset=utf-8 ! {\"\\u0069tem\":12}",
            })
    void contentWithNothingElseGoesOn(String type, String body) {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            // When
            flow.client(request(type, body));
            // Then
            assertThat(flow.toServer()).isEqualTo(request(type, body));
            assertThat(flow.bench.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "application/x-www-form-urlencoded ! item=7&admin=1 ! parameter admin",
                "application/x-www-form-urlencoded ! item=seven ! parameter item with another value",
                "application/x-www-form-urlencoded ! item=7&item=8 ! parameter item with another value, or again",
                "application/json ! {\"item\":7,\"price\":0} ! parameter price",
                "application/json ! {\"item\":7,\"item\":8} ! parameter item with another value, or again",
                "application/json ! {\"address\":{\"street\":\"x\"}} ! parameter address.street",
                "application/json ! {\"lines\":[{\"sku\":\"a b\"}]} ! parameter lines[].sku with another value",
                "application/json ! {\"item\":7 ! other content",
                "application/json ! {\"item\":7}{} ! other content",
                "application/json ! {'item':7} ! other content",
                "text/plain ! item=7 ! other content",
            })
    void contentWithAnythingElseIsRefusedWhole(String type, String body, String why) {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            // When
            flow.client(request(type, body));
            // Then
            assertThat(flow.toServer()).isEmpty();
            assertThat(flow.toClient()).startsWith("HTTP/1.1 403 Forbidden\r\n");
            assertThat(flow.bench.events())
                    .extracting(SecurityEvent::detail)
                    .first()
                    .asString()
                    .contains("nearest rule orders differs in body: allowed ", why);
        }
    }

    @Test
    void anotherEntryMayAllowWhatTheFirstDoesNot() {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            var request = head("/free/a", JSON, 7) + "{\"a\":1}";
            // When
            flow.client(request);
            // Then
            assertThat(flow.toServer()).isEqualTo(request);
        }
    }

    @Test
    void aRequestWithoutContentGoesOn() {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            var request = "GET /orders HTTP/1.1\r\nHost: a\r\n\r\n";
            // When
            flow.client(request);
            // Then
            assertThat(flow.toServer()).isEqualTo(request);
        }
    }

    @Test
    void whateverCutsComeTheDecisionIsTheSame() {
        // Given
        var good = request(JSON, "{\"item\":7,\"note\":\"\\u00e4\\n\"}");
        var bad = request(JSON, "{\"item\":7,\"not\":\"\\u00e4\\n\"}");
        for (int cut = 1; cut < bad.length(); cut++) {
            try (var allowed = new RuleFlow(POLICY);
                    var denied = new RuleFlow(POLICY)) {
                // When
                allowed.client(good.substring(0, cut), good.substring(cut));
                denied.client(bad.substring(0, cut), bad.substring(cut));
                // Then
                assertThat(allowed.toServer()).isEqualTo(good);
                assertThat(denied.toServer()).isEmpty();
            }
        }
    }

    @Test
    void ofABodyThatIsTooLongToBeHeldTheEndNeverLeaves() {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            var body = "note=" + "x".repeat(200_000) + "&item=7";
            // When
            flow.client(head("/orders", FORM, body.length()), body.substring(0, 150_000), body.substring(150_000));
            // Then
            assertThat(flow.toServer()).doesNotContain("item=7");
        }
    }

    @Test
    void aCompressedBodyIsReadUnfolded() throws IOException {
        // Given
        try (var allowed = new RuleFlow(POLICY);
                var denied = new RuleFlow(POLICY)) {
            // When
            allowed.send(Direction.TO_SERVER, zipped("item=7"));
            denied.send(Direction.TO_SERVER, zipped("item=7&admin=1"));
            // Then
            assertThat(allowed.toServer()).startsWith("POST /orders");
            assertThat(denied.toServer()).isEmpty();
        }
    }

    private static byte[] zipped(String body) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        var head = head("/orders", FORM + "\r\nContent-Encoding: gzip", zipped.size());
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(zipped.toByteArray());
        return all.toByteArray();
    }

    @Test
    void overHttp2TheLastFrameIsWhatIsHeldBack() {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            flow.clientFrames("PREFACE ;; SETTINGS");
            flow.serverFrames("SETTINGS ;; SETTINGS ack");
            // When
            flow.clientFrames(
                    "HEADERS 1 | <POST /orders> | content-type application/json ;; DATA 1 end \"{'item':7}\"",
                    "HEADERS 3 | <POST /orders> | content-type " + FORM + " ;; DATA 3 end \"item=7\"",
                    "HEADERS 5 | <POST /orders> | content-type " + FORM
                            + " ;; DATA 5 \"item=7\" ;; DATA 5 end \"&a=1\"");
            // Then
            assertThat(flow.frames())
                    .anyMatch(line -> line.startsWith("client HEADERS 1 end | :status 403"))
                    .anyMatch(line -> line.startsWith("server DATA 3 end"))
                    .anyMatch(line -> line.startsWith("client HEADERS 5 end | :status 403"))
                    .noneMatch(line -> line.startsWith("server DATA 1"))
                    .noneMatch(line -> line.startsWith("server DATA 5 end"));
        }
    }
}
