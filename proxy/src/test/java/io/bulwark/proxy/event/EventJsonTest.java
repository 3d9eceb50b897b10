package io.bulwark.proxy.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PAGE = Path.of("../docs/events.md");

    @Test
    void anEventIsOneLineWithItsKeysInOrder() {
        // When
        var line = EventJson.line(Events.event("f-1", Verdict.WOULD_DENY));
        // Then
        assertThat(line)
                .isEqualTo(
                        "{\"time\":\"2026-11-01T12:00:00.000000Z\",\"id\":0,\"flow\":\"f-1\",\"peer\":\"10.0.0.1:41000\","
                                + "\"destination\":\"10.0.0.2:8080\",\"side\":\"ingress\",\"protocol\":\"http\","
                                + "\"operation\":\"GET /orders/1\",\"verdict\":\"would-deny\",\"rule\":\"sqli-union\","
                                + "\"mode\":\"enforce\",\"field\":\"http.uri\",\"offset\":17,\"snippet\":\"un***ct\","
                                + "\"policyRevision\":\"0123456789ab\",\"detail\":\"\"}");
    }

    @Test
    void everyKeyOfTheSchemaIsWrittenAndNoOther() throws IOException {
        // Given
        var schema = schema();
        // When
        var written = JSON.readTree(EventJson.line(Events.event("f-1", Verdict.DENIED)));
        // Then
        List<String> keys = new ArrayList<>();
        written.fieldNames().forEachRemaining(keys::add);
        assertThat(names(schema.get("properties"))).isEqualTo(keys);
        assertThat(texts(schema.get("required"))).isEqualTo(keys);
        assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
        for (var key : keys) {
            var type = written.get(key).isTextual() ? "string" : "integer";
            assertThat(schema.at("/properties/" + key + "/type").asText()).isEqualTo(type);
        }
    }

    @Test
    void theSchemaKnowsEveryVerdictAndTheLengthsThatAreKept() throws IOException {
        // Given
        var schema = schema();
        var long10k = "x".repeat(10_000);
        // When
        var written = JSON.readTree(EventJson.line(new SecurityEvent(
                Events.NOON,
                0,
                long10k,
                long10k,
                long10k,
                "ingress",
                long10k,
                long10k,
                Verdict.DENIED,
                long10k,
                "monitor",
                long10k,
                0,
                long10k,
                long10k,
                long10k)));
        // Then
        assertThat(texts(schema.at("/properties/verdict/enum"))).containsExactly("reported", "would-deny", "denied");
        for (var name : names(schema.get("properties"))) {
            var max = schema.at("/properties/" + name + "/maxLength");
            if (!max.isMissingNode()) {
                assertThat(written.get(name).asText()).as(name).hasSize(max.asInt());
            }
        }
    }

    @Test
    void whateverAPeerSendsStaysOneLineThatReadsTheSameToAParser() throws IOException {
        // Given
        var hostile = "\"},{\\ \n\r\t\0\u001b[2J\u0085\u2028\u2029\u202e\ufeff \u00e9 \u4e2d \ud83d\ude00 end";
        // When
        var line = EventJson.line(Events.event("f", Verdict.DENIED, hostile));
        // Then
        assertThat(JSON.readTree(line).get("operation").asText()).isEqualTo(hostile);
        assertThat(line.codePoints())
                .noneMatch(c -> c < ' ' || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0x202e || c == 0xfeff);
        assertThat(line).contains("\\u001b[2J").contains("\u00e9 \u4e2d \ud83d\ude00");
    }

    @Test
    void aLoneSurrogateBecomesAReplacementCharacter() throws IOException {
        // When
        var line = EventJson.line(Events.event("f", Verdict.DENIED, "a\ud800b\udc00"));
        // Then
        assertThat(JSON.readTree(line).get("operation").asText()).isEqualTo("a\ufffdb\ufffd");
    }

    @Test
    void thePageTellsOfEveryKey() throws IOException {
        // When
        var page = Files.readString(PAGE);
        // Then
        assertThat(names(schema().get("properties")))
                .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }

    private static JsonNode schema() throws IOException {
        try (var in = EventJson.class.getResourceAsStream("security-event.schema.json")) {
            return JSON.readTree(in);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
