package io.bulwark.policy.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Calls as lines of JSON, and back. Security events are read as well, as far as they tell what was called. */
public final class CallLine {

    /** The longest line that is read, in characters. */
    public static final int MAX_LENGTH = 1_048_576;

    private static final int MAX_PARTS = 10_000;
    private static final String BASE64 = "Base64";
    private static final Map<Attribute, String> KEYS = new EnumMap<>(Map.of(
            Attribute.HOST, "host",
            Attribute.CONTENT_TYPE, "contentType",
            Attribute.QUERY, "query",
            Attribute.USER, "user",
            Attribute.SCHEMA, "schema",
            Attribute.DIGEST, "digest"));
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CallLine() {}

    /** Reads one line; never throws, whatever is in it. */
    public static CallParse read(String line) {
        if (line.length() > MAX_LENGTH) {
            return new CallParse.Fault("is longer than " + MAX_LENGTH + " characters");
        }
        try {
            return JSON.readTree(line) instanceof ObjectNode object
                    ? read(object)
                    : new CallParse.Fault("is no JSON object");
        } catch (JsonProcessingException | StackOverflowError _) {
            return new CallParse.Fault("is no JSON");
        } catch (IllegalArgumentException unreadable) {
            return new CallParse.Fault(String.valueOf(unreadable.getMessage()));
        }
    }

    private static CallParse read(ObjectNode object) {
        if (object.path("operation").isTextual()) {
            return EventLine.read(object);
        }
        var side = side(object);
        var address = AddressBytes.parse(object.path("peer").asText());
        int port = object.path("port").asInt(0);
        var protocol = object.path("protocol").asText();
        if (side == null || address.isEmpty() || port < 1 || port > 65_535 || protocol.isEmpty()) {
            return new CallParse.Fault("must have side (ingress or egress), peer (an address), port and protocol");
        }
        List<Part> parts = new ArrayList<>();
        object.path("parts").forEach(part -> parts.add(new Part(text(part, "verb"), text(part, "resource"))));
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            return new CallParse.Fault("must have 1.." + MAX_PARTS + " parts, had " + parts.size());
        }
        Map<Attribute, Text> attributes = new EnumMap<>(Attribute.class);
        KEYS.forEach((attribute, key) -> {
            if (object.has(key) || object.has(key + BASE64)) {
                attributes.put(attribute, text(object, key));
            }
        });
        Set<String> headers = new TreeSet<>();
        object.path("headers").forEach(name -> headers.add(name.asText()));
        long count = Math.max(1, object.path("count").asLong(1));
        return new CallParse.Read(
                new RecordedCall(side, address.get(), port, protocol, parts, attributes, headers, count),
                object.path("succeeded").asBoolean(true),
                seconds(object));
    }

    /** When it was, in seconds since 1970; 0 when the line does not say so. */
    static long seconds(JsonNode object) {
        var time = object.path("time");
        if (!time.isTextual()) {
            return 0;
        }
        try {
            return Math.max(0, OffsetDateTime.parse(time.textValue()).toEpochSecond());
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException("must have a time such as 2026-11-01T12:00:00Z, or none");
        }
    }

    static @Nullable FlowSide side(JsonNode object) {
        return switch (object.path("side").asText("ingress")) {
            case "ingress" -> FlowSide.INGRESS;
            case "egress" -> FlowSide.EGRESS;
            default -> null;
        };
    }

    private static Text text(JsonNode object, String key) {
        var coded = object.path(key + BASE64);
        return coded.isTextual()
                ? new Text(Base64.getDecoder().decode(coded.textValue()))
                : Text.of(object.path(key).asText());
    }

    /** The call as one line, without its end. */
    public static String write(RecordedCall call) {
        var out = JSON.createObjectNode();
        out.put("side", call.side().word());
        out.put("peer", AddressBytes.text(call.peer()));
        out.put("port", call.port());
        out.put("protocol", call.protocol());
        var parts = out.putArray("parts");
        for (var part : call.parts()) {
            var written = parts.addObject();
            put(written, "verb", part.verb());
            put(written, "resource", part.resource());
        }
        KEYS.forEach((attribute, key) -> {
            var value = call.attributes().get(attribute);
            if (value != null) {
                put(out, key, value);
            }
        });
        if (!call.headers().isEmpty()) {
            var headers = out.putArray("headers");
            new TreeSet<>(call.headers()).forEach(headers::add);
        }
        if (call.count() > 1) {
            out.put("count", call.count());
        }
        return out.toString();
    }

    /** Bytes that are no UTF-8 are written in base64. */
    private static void put(ObjectNode out, String key, Text value) {
        var text = value.toString();
        if (Arrays.equals(Text.of(text).bytes(), value.bytes())) {
            out.put(key, text);
        } else {
            out.put(key + BASE64, Base64.getEncoder().encodeToString(value.bytes()));
        }
    }
}
