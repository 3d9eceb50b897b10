package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bulwark.policy.schema.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapesTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String UNKNOWN = "nobodyKnows";
    private static final String KNOWN_ARE = "is not a known key; known are ";

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(ServiceAllowlist.KIND, Shapes.serviceAllowlist(512)),
                Arguments.of(InspectionPolicy.KIND, Shapes.inspectionPolicy()));
    }

    /** Every mapping of both forms. */
    static Stream<Arguments> mappings() {
        return kinds().flatMap(kind -> {
            var root = (Shape.Mapping) kind.get()[1];
            return places(root).entrySet().stream()
                    .filter(place -> place.getValue() instanceof Shape.Mapping)
                    .map(place -> Arguments.of(kind.get()[0], root, place.getKey()));
        });
    }

    /** Every value that is no mapping, with something that it may not be. */
    static Stream<Arguments> leaves() {
        return kinds().flatMap(kind -> {
            var root = (Shape.Mapping) kind.get()[1];
            return places(root).entrySet().stream()
                    .flatMap(place -> wrong(place.getValue()).stream()
                            .map(value -> Arguments.of(kind.get()[0], root, place.getKey(), value)));
        });
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("mappings")
    void aMappingHasTheKeysThatTheParserKnows(String kind, Shape.Mapping root, String place) {
        // Given
        var document = sample(root, "spec", place, JSON.objectNode().put(UNKNOWN, 1));
        // When
        var problem = parse(kind, document).stream()
                .filter(each -> each.what().startsWith(KNOWN_ARE) && each.key().equals(place + "." + UNKNOWN))
                .findFirst();
        // Then
        assertThat(problem).isPresent();
        var known = Set.of(problem.get().what().substring(KNOWN_ARE.length()).split(", "));
        var written = new TreeSet<String>();
        if (places(root).get(place) instanceof Shape.Mapping mapping) {
            mapping.keys().forEach(key -> written.add(key.name()));
        }
        var taken = new TreeSet<>(known);
        if (place.endsWith(".from[0]")) {
            // Known only to be refused with a better sentence.
            taken.remove("dns");
        }
        assertThat(written).isEqualTo(taken);
    }

    @ParameterizedTest(name = "{0} {2} {3}")
    @MethodSource("leaves")
    void whatTheFormRefusesTheParserRefuses(String kind, Shape.Mapping root, String place, JsonNode value) {
        // When
        var problems = parse(kind, sample(root, "spec", place, value));
        // Then
        assertThat(problems).anySatisfy(problem -> assertThat(problem.key()).startsWith(place));
    }

    @Test
    void whatAbsenceMeansIsWhatTheParserTakesItFor() {
        // Given
        var spec = JSON.objectNode();
        spell(Shapes.inspectionPolicy(), spec);
        // When
        var spelt = parsed(InspectionPolicy.KIND, spec);
        var plain = parsed(InspectionPolicy.KIND, JSON.objectNode());
        // Then
        assertThat(spelt.revision()).isEqualTo(plain.revision());
    }

    /** Writes every default out. */
    private static void spell(Shape.Mapping mapping, ObjectNode into) {
        for (var key : mapping.keys()) {
            key.unlessTold().ifPresent(value -> into.set(key.name(), written(key.shape(), value)));
            if (key.shape() instanceof Shape.Mapping inner) {
                spell(inner, into.putObject(key.name()));
            }
        }
    }

    private static JsonNode written(Shape shape, String value) {
        return switch (shape) {
            case Shape.Whole _ -> JSON.numberNode(Long.parseLong(value));
            case Shape.Truth _ -> JSON.booleanNode(Boolean.parseBoolean(value));
            default -> JSON.textNode(value);
        };
    }

    /** All values that a document of this form has, by where they are. */
    private static Map<String, Shape> places(Shape.Mapping root) {
        var places = new LinkedHashMap<String, Shape>();
        walk(root, "spec", places);
        return places;
    }

    private static void walk(Shape shape, String path, Map<String, Shape> into) {
        into.put(path, shape);
        switch (shape) {
            case Shape.Mapping mapping ->
                mapping.keys().forEach(key -> walk(key.shape(), path + "." + key.name(), into));
            case Shape.Entries(var _, var value) -> walk(value, path + ".some", into);
            case Shape.Listing list -> walk(list.item(), path + "[0]", into);
            default -> {}
        }
    }

    /** The least document of this form that has a value in a place; not one that means anything. */
    private static JsonNode sample(Shape shape, String path, String place, JsonNode value) {
        if (path.equals(place)) {
            if (shape instanceof Shape.Mapping mapping && value instanceof ObjectNode extra) {
                var whole = (ObjectNode) least(mapping);
                whole.setAll(extra);
                return whole;
            }
            return value;
        }
        var node = least(shape);
        switch (shape) {
            case Shape.Mapping mapping ->
                mapping.keys().stream()
                        .filter(key -> within(place, path + "." + key.name()))
                        .forEach(key -> {
                            if (mapping.single()) {
                                ((ObjectNode) node).removeAll();
                            }
                            ((ObjectNode) node)
                                    .set(key.name(), sample(key.shape(), path + "." + key.name(), place, value));
                        });
            case Shape.Entries(var _, var each) ->
                ((ObjectNode) node).set("some", sample(each, path + ".some", place, value));
            case Shape.Listing list ->
                ((ArrayNode) node).removeAll().add(sample(list.item(), path + "[0]", place, value));
            default -> {}
        }
        return node;
    }

    private static boolean within(String place, String path) {
        return place.equals(path) || place.startsWith(path + ".") || place.startsWith(path + "[");
    }

    private static JsonNode least(Shape shape) {
        return switch (shape) {
            case Shape.Mapping mapping -> {
                var node = JSON.objectNode();
                mapping.keys().stream()
                        .filter(key -> key.required()
                                || (mapping.single()
                                        && key.equals(mapping.keys().getFirst())))
                        .forEach(key -> node.set(key.name(), least(key.shape())));
                yield node;
            }
            case Shape.Entries _ -> JSON.objectNode();
            case Shape.Listing list -> JSON.arrayNode().add(least(list.item()));
            case Shape.Word(var words) -> JSON.textNode(words.getFirst());
            case Shape.Text _, Shape.Scalar _ -> JSON.textNode("a");
            case Shape.Whole(var min, var _) -> JSON.numberNode(min);
            case Shape.Truth _ -> JSON.booleanNode(false);
            case Shape.Fraction _, Shape.Moment _, Shape.Opaque _ -> throw new AssertionError("no policy has one");
        };
    }

    private static List<JsonNode> wrong(Shape shape) {
        return switch (shape) {
            case Shape.Mapping _, Shape.Entries _ -> List.of(JSON.arrayNode(), JSON.textNode("a"));
            case Shape.Listing list -> {
                var many = JSON.arrayNode();
                for (int i = 0; i <= Math.min(list.max(), 5000); i++) {
                    many.add(least(list.item()));
                }
                var wrong = new ArrayList<JsonNode>(List.of(JSON.objectNode(), many));
                if (list.min() > 0) {
                    wrong.add(JSON.arrayNode());
                }
                yield wrong;
            }
            case Shape.Word _ -> List.of(JSON.textNode("nothing-of-these"), JSON.numberNode(1));
            case Shape.Text(var min, var max, var _) -> {
                var wrong = new ArrayList<JsonNode>(List.of(JSON.textNode("a".repeat(max + 1)), JSON.arrayNode()));
                if (min > 0) {
                    wrong.add(JSON.textNode(""));
                }
                yield wrong;
            }
            case Shape.Whole(var min, var max) ->
                List.of(JSON.numberNode(min - 1), JSON.numberNode(max + 1), JSON.textNode("a"));
            case Shape.Truth _ -> List.of(JSON.textNode("perhaps"), JSON.numberNode(1));
            case Shape.Scalar(var max) -> List.of(JSON.textNode("a".repeat(max + 1)), JSON.arrayNode());
            case Shape.Fraction _, Shape.Moment _, Shape.Opaque _ -> throw new AssertionError("no policy has one");
        };
    }

    private static List<Problem> parse(String kind, JsonNode spec) {
        return switch (PolicyParser.parse(document(kind, spec))) {
            case PolicyParse.Rejected(var problems) -> problems;
            case PolicyParse.Parsed _ -> List.of();
        };
    }

    private static PolicySnapshot parsed(String kind, JsonNode spec) {
        return switch (PolicyParser.parse(document(kind, spec))) {
            case PolicyParse.Rejected(var problems) -> throw new AssertionError(problems);
            case PolicyParse.Parsed(var snapshot, var _) -> snapshot;
        };
    }

    private static byte[] document(String kind, JsonNode spec) {
        var root = JSON.objectNode();
        root.put("apiVersion", DocumentWriter.API_VERSION).put("kind", kind);
        root.putObject("metadata").put("name", "a");
        root.set("spec", spec);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }
}
