package io.bulwark.proxy.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters of JSON, held against Jackson's reading of the same text. */
class JsonParametersTest {
    private static final int TEXTS = 3000;
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String ODD = "{}[]\",:\\ 0123456789-+.eEtrufalsn\n\u0001ä\ud83d\ude00'";

    private final ParameterText text = new ParameterText();
    private final JsonParameters json = new JsonParameters(text);

    private boolean read(byte[] bytes) {
        text.clear();
        json.reset();
        for (int i = 0; i < bytes.length && !text.failed(); i++) {
            json.next(bytes[i]);
        }
        json.close();
        return !text.failed();
    }

    private List<String> pairs() {
        var all = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            all.append((char) text.get(i));
        }
        var pairs = new ArrayList<String>();
        for (var pair : all.toString().split("&", -1)) {
            if (!pair.isEmpty()) {
                pairs.add(URLDecoder.decode(pair, UTF_8));
            }
        }
        return pairs;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyTextHasTheScalarsThatJacksonSees(int seed) throws JsonProcessingException {
        // Given
        var chance = new Random(seed);
        for (int i = 0; i < TEXTS; i++) {
            var node = node(chance, 0);
            var written = chance.nextBoolean()
                    ? JACKSON.writeValueAsString(node)
                    : JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
            var expected = new ArrayList<String>();
            collect(node, "", true, expected);
            // When
            boolean good = read(written.getBytes(UTF_8));
            // Then
            assertThat(good).as(written).isTrue();
            assertThat(pairs()).as(written).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void whatJacksonRefusesIsRefused(int seed) throws JsonProcessingException {
        // Given
        var chance = new Random(seed);
        int refused = 0;
        for (int i = 0; i < TEXTS; i++) {
            var written = new StringBuilder(JACKSON.writeValueAsString(node(chance, 0)));
            int at = chance.nextInt(written.length());
            written.setCharAt(at, ODD.charAt(chance.nextInt(ODD.length() - 4)));
            boolean valid = isValid(written.toString());
            // When
            boolean good = read(written.toString().getBytes(UTF_8));
            // Then
            assertThat(good).as(written.toString()).isEqualTo(valid);
            refused += valid ? 0 : 1;
        }
        assertThat(refused).isPositive();
    }

    private static boolean isValid(String text) {
        try {
            JACKSON.readTree(text);
            return true;
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    @Test
    void whatIsNestedTooDeepOrNamedTooLongIsRefused() {
        // Given
        var deep = "[".repeat(32) + "]".repeat(32);
        var longName = "{\"" + "a".repeat(512) + "\":1}";
        // When, then
        assertThat(read(deep.getBytes(UTF_8))).isTrue();
        assertThat(read(("[" + deep + "]").getBytes(UTF_8))).isFalse();
        assertThat(read(longName.getBytes(UTF_8))).isTrue();
        assertThat(read(longName.replace("\":", "a\":").getBytes(UTF_8))).isFalse();
    }

    @Test
    void aLongValueIsCutAndManyAreTooMuch() {
        // Given
        var longValue = "{\"a\":\"" + "x".repeat(1_000_000) + "\",\"b\":1}";
        var many = "{\"a\":[" + "\"0123456789\",".repeat(10_000) + "1]}";
        // When, then
        assertThat(read(longValue.getBytes(UTF_8))).isTrue();
        assertThat(text.length()).isLessThan(13_000);
        assertThat(pairs()).last().isEqualTo("b=1");
        assertThat(read(many.getBytes(UTF_8))).isFalse();
    }

    private static JsonNode node(Random chance, int depth) {
        var make = JsonNodeFactory.instance;
        return switch (chance.nextInt(depth > 4 ? 6 : 8)) {
            case 0 -> make.numberNode(chance.nextInt());
            case 1 -> make.numberNode(new BigDecimal(chance.nextInt(1000)).movePointLeft(chance.nextInt(3)));
            case 2 -> make.booleanNode(chance.nextBoolean());
            case 3 -> make.nullNode();
            case 4, 5 -> make.textNode(word(chance));
            case 6 -> {
                var array = make.arrayNode();
                for (int i = chance.nextInt(4); i > 0; i--) {
                    array.add(node(chance, depth + 1));
                }
                yield array;
            }
            default -> {
                var object = make.objectNode();
                for (int i = chance.nextInt(4); i > 0; i--) {
                    object.set(word(chance), node(chance, depth + 1));
                }
                yield object;
            }
        };
    }

    private static String word(Random chance) {
        var pieces = List.of("a", "id", "\"", "\\", "/", "\n", "ä", "\ud83d\ude00", "&", "=", "+", "%", " ", "\u0001");
        var word = new StringBuilder();
        for (int i = chance.nextInt(4); i > 0; i--) {
            word.append(pieces.get(chance.nextInt(pieces.size())));
        }
        return word.toString();
    }

    private static void collect(JsonNode node, String path, boolean root, List<String> into) {
        if (node.isObject() && (!node.isEmpty() || root)) {
            node.properties()
                    .forEach(each -> collect(
                            each.getValue(), path.isEmpty() ? each.getKey() : path + "." + each.getKey(), false, into));
        } else if (node.isArray() && !node.isEmpty()) {
            node.forEach(each -> collect(each, path + "[]", false, into));
        } else if (node.isContainerNode()) {
            into.add(path + (node.isArray() ? "[]" : "") + "=");
        } else {
            into.add(path + "=" + node.asText());
        }
    }
}
