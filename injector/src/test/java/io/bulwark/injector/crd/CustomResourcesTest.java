package io.bulwark.injector.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.kubernetes.OpenApi;
import io.bulwark.injector.kubernetes.Strict;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.schema.Shape;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CustomResourcesTest {
    private static final long NAME_COST = 3;
    private static final Path DEFINITIONS = Path.of("../k8s/base/crds.yaml");
    private static final Path OBJECTS = Path.of("src/test/resources/custom-resources");
    private static final String EXPECTED = "# refused: ";
    private static final YAMLMapper YAML = YAMLMapper.shared();

    static List<Path> valid() throws IOException {
        return files("valid-");
    }

    static List<Path> invalid() throws IOException {
        return files("invalid-");
    }

    private static List<Path> files(String prefix) throws IOException {
        try (var files = Files.list(OBJECTS)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theFileInTheManifestsIsTheOneThatTheFormsMake() throws IOException {
        // Given
        var made = CustomResources.yaml();
        if (Boolean.getBoolean("bulwark.write")) {
            Files.writeString(DEFINITIONS, made);
        }
        // Then
        assertThat(Files.readString(DEFINITIONS))
                .as("make it again with -Dbulwark.write=true")
                .isEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource(CustomResources.class)
    void aDefinitionHasOnlyFieldsThatKubernetesKnows(CustomResources resource) throws IOException {
        // Given
        var definition = resource.definition();
        // Then
        assertThat(Strict.unknown(definition, CustomResourceDefinition.class)).isEmpty();
        OpenApi.of("apiextensions.k8s.io-v1")
                .ifPresent(document -> assertThat(document.faults(
                                "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
                                definition))
                        .isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void whatIsRightIsTakenByTheServerAndByTheProxy(Path file) throws IOException {
        // Given
        var object = YAML.readTree(Files.readString(file));
        // Then
        assertThat(checks(object).faults(object)).isEmpty();
        assertThat(PolicyParser.parse(Files.readAllBytes(file))).isInstanceOf(PolicyParse.Parsed.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void whatBreaksARuleIsRefusedByTheServerAndByTheProxy(Path file) throws IOException {
        // Given
        var expected = Files.readAllLines(file).getFirst().substring(EXPECTED.length());
        var object = YAML.readTree(Files.readString(file));
        // Then
        assertThat(checks(object).faults(object)).singleElement().asString().contains(expected);
        assertThat(PolicyParser.parse(Files.readAllBytes(file))).isInstanceOf(PolicyParse.Rejected.class);
    }

    @Test
    void everyRuleInCelHasAFileThatBreaksIt() throws IOException {
        // Given
        var rules = new TreeSet<String>();
        Stream.of(CustomResources.values()).forEach(resource -> collect(resource.spec(), rules));
        var broken = new TreeSet<String>();
        for (var file : invalid()) {
            var name = file.getFileName().toString();
            broken.add(name.substring("invalid-".length(), name.length() - ".yaml".length()));
        }
        // Then
        assertThat(rules).isNotEmpty();
        assertThat(broken).containsAll(rules);
    }

    /**
     * An API server refuses a definition with a rule that may cost too much: it takes a document with the most entries everywhere. A name in a rule costs
     * a few units there, ten million are allowed.
     */
    @Test
    void noRuleInCelMayCostMoreThanAnApiServerAllows() {
        // Given
        var costs = new TreeMap<String, Long>();
        Stream.of(CustomResources.values()).forEach(resource -> costs(resource.spec(), 1, costs));
        // Then
        assertThat(costs)
                .isNotEmpty()
                .allSatisfy((rule, cost) -> assertThat(cost).as(rule).isLessThan(10_000_000));
    }

    private static void costs(Shape shape, long times, Map<String, Long> costs) {
        switch (shape) {
            case Shape.Mapping mapping -> {
                mapping.rules()
                        .forEach(rule ->
                                costs.merge(rule.id(), times * NAME_COST * names(rule.expression()), Math::max));
                mapping.keys().forEach(key -> costs(key.shape(), times, costs));
            }
            case Shape.Entries(var max, var value) -> costs(value, times * max, costs);
            case Shape.Listing list -> costs(list.item(), times * list.max(), costs);
            default -> {}
        }
    }

    private static long names(String expression) {
        return Pattern.compile("self\\.").matcher(expression).results().count();
    }

    private static void collect(Shape shape, Set<String> rules) {
        switch (shape) {
            case Shape.Mapping mapping -> {
                mapping.rules().forEach(rule -> rules.add(rule.id()));
                mapping.keys().forEach(key -> collect(key.shape(), rules));
            }
            case Shape.Entries(var _, var value) -> collect(value, rules);
            case Shape.Listing list -> collect(list.item(), rules);
            default -> {}
        }
    }

    private static ApiServerChecks checks(JsonNode object) {
        return Stream.of(CustomResources.values())
                .filter(resource -> resource.kind().equals(object.path("kind").asString()))
                .map(ApiServerChecks::new)
                .findFirst()
                .orElseThrow();
    }
}
