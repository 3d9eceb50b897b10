package io.bulwark.injector.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Renders the chart without Helm: the few constructs that its templates use, and no others, so that what is rendered here is what Helm
 * renders.
 */
final class Chart {
    static final Path FOLDER = Path.of("../k8s/chart");

    private static final Pattern IF = Pattern.compile("\\{\\{- if \\.Values\\.([A-Za-z.]+) }}");
    private static final Pattern FILE = Pattern.compile("\\{\\{ \\.Files\\.Get \"([a-z./]+)\" \\| indent (\\d+) }}");
    private static final Pattern VALUE = Pattern.compile("\\{\\{ \\.(Values\\.[A-Za-z.]+|Release\\.Namespace) }}");
    private static final String END = "{{- end }}";

    private final JsonNode values;
    private final String namespace;

    Chart(JsonNode values, String namespace) {
        this.values = values;
        this.namespace = namespace;
    }

    /** The values that hold when the user says nothing. */
    static JsonNode defaults() throws IOException {
        return YAMLMapper.shared().readTree(Files.readString(FOLDER.resolve("values.yaml")));
    }

    /** What a template becomes; empty when its condition does not hold. */
    String render(String template) throws IOException {
        var out = new StringBuilder();
        var kept = true;
        for (var line : Files.readAllLines(FOLDER.resolve("templates").resolve(template))) {
            var condition = IF.matcher(line);
            var file = FILE.matcher(line);
            if (condition.matches()) {
                kept = value(condition.group(1)).asBoolean();
            } else if (line.equals(END)) {
                kept = true;
            } else if (kept && file.matches()) {
                var text = Files.readString(FOLDER.resolve(file.group(1)));
                out.append(text.stripTrailing().indent(Integer.parseInt(file.group(2))));
            } else if (kept) {
                out.append(filled(line)).append('\n');
            }
        }
        return out.toString();
    }

    private String filled(String line) {
        var filled = VALUE.matcher(line).replaceAll(match -> Matcher.quoteReplacement(text(match.group(1))));
        if (filled.contains("{{")) {
            throw new AssertionError("a construct that only Helm knows: " + line);
        }
        return filled;
    }

    private String text(String name) {
        return name.startsWith("Values.")
                ? value(name.substring("Values.".length())).asString()
                : namespace;
    }

    private JsonNode value(String path) {
        var value = values.at("/" + path.replace('.', '/'));
        if (value.isMissingNode()) {
            throw new AssertionError("no value " + path);
        }
        return value;
    }
}
