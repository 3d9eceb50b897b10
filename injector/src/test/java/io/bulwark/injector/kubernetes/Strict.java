package io.bulwark.injector.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Reads Kubernetes objects into the client's types and says what these have no place for: the API server would drop it without a word. */
public final class Strict {
    private static final JsonMapper MODEL = JsonMapper.shared();
    private static final JsonMapper KNOWN_ONLY =
            JsonMapper.builder().annotationIntrospector(new WithoutUnknown()).build();

    private Strict() {}

    /** The paths of everything that the type has no field for, or reads as something else. */
    public static List<String> unknown(JsonNode object, Class<? extends HasMetadata> type) {
        var known = KNOWN_ONLY.<JsonNode>valueToTree(MODEL.treeToValue(object, type));
        var unknown = new ArrayList<String>();
        compare("", object, known, unknown);
        return unknown;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> unknown) {
        if (before.isObject()) {
            before.properties()
                    .forEach(field -> compare(
                            path + "/" + field.getKey(), field.getValue(), after.path(field.getKey()), unknown));
        } else if (before.isArray()) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "/" + i, before.get(i), after.path(i), unknown);
            }
        } else if (!before.isNull() && !same(before, after)) {
            unknown.add(path);
        }
    }

    /** A type may hold a whole number as one with a fraction. */
    private static boolean same(JsonNode before, JsonNode after) {
        return (before.isNumber() && after.isNumber())
                ? before.decimalValue().compareTo(after.decimalValue()) == 0
                : before.asString().equals(after.asString(""));
    }

    private static final class WithoutUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnyGetter(MapperConfig<?> config, Annotated method) {
            return false;
        }

        @Override
        public boolean hasIgnoreMarker(
                MapperConfig<?> config, tools.jackson.databind.introspect.AnnotatedMember member) {
            return member.getName().equals("getAdditionalProperties") || super.hasIgnoreMarker(config, member);
        }
    }
}
