package io.bulwark.injector.kubernetes;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI documents of a real API server, read so that unknown fields are faults. They are large and not a part of the repository;
 * the build names their folder where it has one.
 */
public final class OpenApi {
    private static final String FOLDER = System.getProperty("bulwark.kubernetes.openapi", "");

    private final JsonNode document;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    /** The document of one API group and version, such as {@code core-v1}; empty where there is no folder. */
    public static Optional<OpenApi> of(String name) throws IOException {
        if (FOLDER.isEmpty()) {
            return Optional.empty();
        }
        var tree = JsonMapper.shared().readTree(Files.readString(Path.of(FOLDER, name + ".json")));
        close(tree.path("components").path("schemas"));
        return Optional.of(new OpenApi(tree));
    }

    /** What is wrong with an object of this type, such as {@code io.k8s.api.core.v1.Pod}. */
    public List<String> faults(String type, JsonNode object) {
        return schemas.computeIfAbsent(type, this::schema).validate(object).stream()
                .map(fault -> fault.getInstanceLocation() + " " + fault.getMessage())
                .toList();
    }

    private Schema schema(String type) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("$ref", "#/components/schemas/" + type);
        root.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(SchemaLocation.of("urn:kubernetes:" + type), root);
    }

    /** No schema says itself that it has no other properties. */
    private static void close(JsonNode schemas) {
        schemas.forEach(schema -> {
            if (schema.has("properties")
                    && !schema.has("additionalProperties")
                    && schema instanceof ObjectNode object) {
                object.put("additionalProperties", false);
            }
        });
    }
}
