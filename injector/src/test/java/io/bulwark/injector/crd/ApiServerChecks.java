package io.bulwark.injector.crd;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What an API server checks of a custom resource before anybody is asked: its schema, strictly, and the rules in CEL. */
final class ApiServerChecks {
    private static final Set<String> WORDS_OF_CEL = Set.of("namespace", "package", "in", "as", "import", "function");

    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .build();
    private final CelRuntime runtime =
            CelRuntimeFactory.standardCelRuntimeBuilder().build();
    private final JsonNode schema;

    ApiServerChecks(CustomResources resource) {
        schema = resource.definition().at("/spec/versions/0/schema/openAPIV3Schema");
    }

    /** What is wrong with an object; empty when it would be taken. */
    List<String> faults(JsonNode object) {
        var strict = schema.deepCopy();
        close(strict);
        var faults = new ArrayList<String>();
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(SchemaLocation.of("urn:bulwark:custom-resource"), strict)
                .validate(object)
                .forEach(fault -> faults.add(fault.getInstanceLocation() + " " + fault.getMessage()));
        if (faults.isEmpty()) {
            rules(schema, object, "", faults);
        }
        return faults;
    }

    /** Unknown fields are refused where the client asks for it, as kubectl does, and else dropped. */
    private static void close(JsonNode schema) {
        if (schema.has("properties") && schema instanceof ObjectNode object) {
            object.put("additionalProperties", false);
        }
        schema.forEach(ApiServerChecks::close);
    }

    private void rules(JsonNode schema, JsonNode value, String path, List<String> faults) {
        for (var rule : schema.path("x-kubernetes-validations")) {
            if (!holds(rule.path("rule").asString(), value)) {
                faults.add(path + " " + rule.path("message").asString());
            }
        }
        schema.path("properties").properties().forEach(property -> {
            if (value.has(property.getKey())) {
                rules(property.getValue(), value.path(property.getKey()), path + "/" + property.getKey(), faults);
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            value.properties()
                    .forEach(entry -> rules(
                            schema.path("additionalProperties"),
                            entry.getValue(),
                            path + "/" + entry.getKey(),
                            faults));
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            rules(schema.path("items"), value.path(i), path + "/" + i, faults);
        }
    }

    private boolean holds(String rule, JsonNode value) {
        try {
            var program = runtime.createProgram(compiler.compile(rule).getAst());
            return Boolean.TRUE.equals(program.eval(Map.of("self", plain(value))));
        } catch (CelValidationException | CelEvaluationException failure) {
            throw new AssertionError("the rule cannot be asked: " + rule, failure);
        }
    }

    /** Maps, lists and scalars, keys written as Kubernetes writes them for CEL. */
    private static Object plain(JsonNode value) {
        if (value.isObject()) {
            var map = new LinkedHashMap<String, Object>();
            value.properties()
                    .forEach(entry -> map.put(
                            WORDS_OF_CEL.contains(entry.getKey()) ? "__" + entry.getKey() + "__" : entry.getKey(),
                            plain(entry.getValue())));
            return map;
        }
        if (value.isArray()) {
            var list = new ArrayList<>();
            value.forEach(item -> list.add(plain(item)));
            return list;
        }
        return JsonMapper.shared().treeToValue(value, Object.class);
    }
}
