package io.bulwark.injector.manifests;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart, as Helm itself reads and renders it. */
final class Chart {
    static final Path FOLDER = Path.of("../k8s/chart").toAbsolutePath().normalize();

    private static final String BETWEEN = "---\n";

    private Chart() {}

    /** The values that hold when the user says nothing. */
    static JsonNode defaults() throws IOException {
        return YAMLMapper.shared().readTree(Files.readString(FOLDER.resolve("values.yaml")));
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    /**
     * What a template becomes, in the order in which Helm installs; empty when its condition does not hold.
     *
     * @throws IllegalStateException when Helm refuses the values
     */
    static String render(String template, Map<String, String> values) {
        // The oldest Kubernetes that the chart is for.
        var command = new Helm(FOLDER)
                .template()
                .withName("bulwark")
                .withNamespace("bulwark-system")
                .withKubeVersion("1.29.0");
        values.forEach(command::set);
        var source = "# Source: bulwark/templates/" + template + "\n";
        return Arrays.stream(command.call().split("(?m)^" + BETWEEN))
                .filter(document -> document.startsWith(source))
                .map(document -> document.substring(source.length()))
                .collect(Collectors.joining(BETWEEN));
    }
}
