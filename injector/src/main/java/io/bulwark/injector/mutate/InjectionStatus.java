package io.bulwark.injector.mutate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the annotation {@code bulwark.io/status} says: who put what into the Pod.
 *
 * <p>Anybody can write it into a manifest, so it decides nothing but whether a part with one of our names may be replaced.
 */
record InjectionStatus(
        String version, String template, List<String> initContainers, List<String> containers, List<String> volumes) {
    private static final int MAX_LENGTH = 4096;
    private static final JsonMapper JSON = JsonMapper.shared();

    InjectionStatus {
        initContainers = List.copyOf(initContainers);
        containers = List.copyOf(containers);
        volumes = List.copyOf(volumes);
    }

    String json() {
        var object = JsonNodeFactory.instance.objectNode();
        object.put("version", version).put("template", template);
        initContainers.forEach(object.putArray("initContainers")::add);
        containers.forEach(object.putArray("containers")::add);
        volumes.forEach(object.putArray("volumes")::add);
        return object.toString();
    }

    /** The version in an annotation's value; {@code unknown} where it is no status. */
    static String versionIn(@Nullable String value) {
        return value != null && isStatus(value)
                ? JSON.readTree(value).path("version").asString()
                : "unknown";
    }

    /** Whether an annotation's value is such a status at all. */
    static boolean isStatus(@Nullable String value) {
        if (value == null || value.length() > MAX_LENGTH) {
            return false;
        }
        try {
            var tree = JSON.readTree(value);
            return tree.isObject() && tree.path("version").isString();
        } catch (JacksonException _) {
            return false;
        }
    }
}
