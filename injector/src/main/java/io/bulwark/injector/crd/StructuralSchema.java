package io.bulwark.injector.crd;

import io.bulwark.policy.schema.Shape;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes forms as structural schemas (apiextensions.k8s.io/v1). */
final class StructuralSchema {

    private static final Pattern RESERVED = Pattern.compile("\\.(namespace|package|in|as|import|function|return)\\b");

    private StructuralSchema() {}

    static ObjectNode of(Shape shape) {
        var schema = JsonNodeFactory.instance.objectNode();
        switch (shape) {
            case Shape.Mapping mapping -> mapping(mapping, schema);
            case Shape.Entries(var max, var value) -> {
                schema.put("type", "object").put("maxProperties", max);
                schema.set("additionalProperties", of(value));
            }
            case Shape.Listing list -> list(list, schema);
            case Shape.Word(var words) ->
                words.forEach(schema.put("type", "string").putArray("enum")::add);
            case Shape.Text(var min, var max, var pattern) -> {
                schema.put("type", "string").put("minLength", min).put("maxLength", max);
                if (!pattern.isEmpty()) {
                    schema.put("pattern", "^(" + pattern + ")$");
                }
            }
            case Shape.Whole(var min, var max) -> {
                schema.put("type", "integer").put("format", "int64").put("minimum", min);
                if (max < Long.MAX_VALUE) {
                    schema.put("maximum", max);
                }
            }
            case Shape.Fraction(var min, var max) ->
                schema.put("type", "number").put("minimum", min).put("maximum", max);
            case Shape.Truth() -> schema.put("type", "boolean");
            case Shape.Scalar(var max) ->
                schema.put("x-kubernetes-int-or-string", true).put("maxLength", max);
            case Shape.Moment() -> schema.put("type", "string").put("format", "date-time");
            case Shape.Opaque() -> schema.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        }
        return schema;
    }

    private static void mapping(Shape.Mapping mapping, ObjectNode schema) {
        schema.put("type", "object");
        if (mapping.single()) {
            schema.put("minProperties", 1).put("maxProperties", 1);
        }
        var required = mapping.keys().stream().filter(Shape.Field::required).toList();
        if (!required.isEmpty()) {
            required.stream().map(Shape.Field::name).forEach(schema.putArray("required")::add);
        }
        var properties = schema.putObject("properties");
        mapping.keys().forEach(key -> properties.set(key.name(), key(key)));
        if (!mapping.rules().isEmpty()) {
            var rules = schema.putArray("x-kubernetes-validations");
            mapping.rules()
                    .forEach(rule -> rules.addObject()
                            .put("rule", celOf(rule.expression()))
                            .put("message", rule.message()));
        }
    }

    private static ObjectNode key(Shape.Field key) {
        var schema = of(key.shape());
        var absent = key.unlessTold().map(value -> " Absent: " + value + ".").orElse("");
        return schema.put("description", key.meaning() + absent);
    }

    private static void list(Shape.Listing list, ObjectNode schema) {
        schema.put("type", "array").put("minItems", list.min()).put("maxItems", list.max());
        if (!list.unique().isEmpty()) {
            schema.put("x-kubernetes-list-type", "map")
                    .putArray("x-kubernetes-list-map-keys")
                    .add(list.unique());
        }
        schema.set("items", of(list.item()));
    }

    /** Kubernetes writes keys that are words of CEL's own between underscores. */
    private static String celOf(String expression) {
        return RESERVED.matcher(expression).replaceAll(".__$1__");
    }
}
