package io.bulwark.injector.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.injector.access.Right;
import io.bulwark.injector.access.Rights;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ManifestsTest {
    private static final Path KUBERNETES = Path.of("../k8s");
    private static final Path BASE = KUBERNETES.resolve("base");
    private static final Path MONITORING = KUBERNETES.resolve("components/monitoring/monitoring.yaml");
    private static final String NAMESPACE = "bulwark-system";

    /** Every file of the base, and the examples. */
    static List<Path> manifests() throws IOException {
        var files = new ArrayList<Path>();
        for (var folder : List.of(BASE, KUBERNETES.resolve("examples"))) {
            try (var found = Files.walk(folder)) {
                found.filter(file -> file.toString().endsWith(".yaml"))
                        .filter(file -> !file.endsWith("kustomization.yaml"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rbac", "control-plane", "webhooks", "network-policy", "dashboard"})
    void theBaseIsWhatTheChartIsWithoutAnyValues(String name) throws IOException {
        // Given
        var made = made(name, Map.of());
        // Then
        assertWritten(BASE.resolve(name + ".yaml"), made);
    }

    @Test
    void whatNeedsMoreThanKubernetesIsAComponentAndAValue() throws IOException {
        // Given
        var without = Chart.render("monitoring.yaml", Map.of());
        // When
        var made = made("monitoring", Map.of("monitoring", "true"));
        // Then
        assertThat(without).isEmpty();
        assertWritten(MONITORING, made);
    }

    private static String made(String name, Map<String, String> values) {
        return "# Made of k8s/chart/templates/" + name + ".yaml.\n" + Chart.render(name + ".yaml", values);
    }

    @Test
    void helmFindsNothingToMendInTheChart() {
        // When
        var result = Chart.lint();
        // Then
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.startsWith("[WARNING]"));
    }

    @Test
    void moreArgumentsOfTheControlPlaneAreAValue() {
        // When
        var made = Chart.render("control-plane.yaml", Map.of("arguments[0]", "--promotion-min-time=P3D"));
        // Then
        assertThat(made).contains("            - \"--promotion-min-time=P3D\"\n          env:\n");
    }

    @Test
    void certificatesThatSomebodyElseKeepsAreMountedAndNeedNoRightToSecrets() {
        // Given
        var values = Map.of("certificates.source", "files", "certificates.secret", "ours");
        // When
        var plane = Chart.render("control-plane.yaml", values);
        // Then
        assertThat(plane)
                .contains(
                        "            - --certificate-folder=/certificates\n",
                        "            - name: certificates\n              mountPath: /certificates\n",
                        "          secret:\n            secretName: ours\n");
        assertThat(Chart.render("rbac.yaml", values)).contains("configmaps").doesNotContain("secrets");
        assertThat(Chart.render("certificates.yaml", values)).isEmpty();
    }

    @Test
    void certManagerSignsWithAnAuthorityOfItsOwnOrWithTheIssuerThatIsNamed() {
        // When
        var own = Chart.render("certificates.yaml", Map.of("certificates.source", "cert-manager"));
        var named = Chart.render(
                "certificates.yaml",
                Map.of("certificates.source", "cert-manager", "certificates.issuer.name", "company"));
        // Then
        assertThat(own)
                .contains("selfSigned: {}", "isCA: true", "secretName: bulwark-tls", "- bulwark.bulwark-system.svc\n")
                .contains("    kind: Issuer\n    name: bulwark-authority\n");
        assertThat(named).doesNotContain("selfSigned").contains("    kind: ClusterIssuer\n    name: company\n");
    }

    @Test
    void helmRefusesAValueThatTheChartDoesNotHave() {
        assertThatThrownBy(() -> Chart.render("rbac.yaml", Map.of("replica", "3")))
                .hasMessageContaining("additional properties 'replica' not allowed");
    }

    /** Compares, or writes where the build is asked to. */
    private static void assertWritten(Path file, String made) throws IOException {
        if (Boolean.getBoolean("bulwark.write")) {
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file))
                .as("make it again with -Dbulwark.write=true")
                .isEqualTo(made);
    }

    @Test
    void theChartHasTheSameDefinitionsAndTheSameDashboard() throws IOException {
        // Then
        assertWritten(Chart.FOLDER.resolve("crds/crds.yaml"), Files.readString(BASE.resolve("crds.yaml")));
        assertWritten(
                Chart.FOLDER.resolve("files/bulwark.json"),
                Files.readString(KUBERNETES.resolve("grafana/bulwark.json")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manifests")
    void kubernetesKnowsEveryField(Path file) throws IOException {
        for (var object : Manifests.read(file)) {
            if (object.path("apiVersion").asString().startsWith("bulwark.io/")) {
                var document = object.toString().getBytes(StandardCharsets.UTF_8);
                assertThat(PolicyParser.parse(document)).isInstanceOf(PolicyParse.Parsed.class);
            } else {
                assertThat(Manifests.faults(object))
                        .as(object.path("kind").asString())
                        .isEmpty();
            }
        }
    }

    @Test
    void theRolesHaveWhatTheControlPlaneAsksForAndNoMore() throws IOException {
        // Given
        var wanted = new TreeSet<String>();
        for (var right : Rights.all()) {
            right.verbs().forEach(verb -> wanted.add(line(right, verb)));
        }
        var given = new TreeSet<String>();
        for (var role : Manifests.read(BASE.resolve("rbac.yaml"))) {
            var kind = role.path("kind").asString();
            if (kind.endsWith("Role") && role.at("/metadata/name").asString().equals("bulwark")) {
                role.path("rules").forEach(rule -> lines(kind, rule, given));
            }
        }
        // Then
        assertThat(given).isEqualTo(wanted);
    }

    private static String line(Right right, String verb) {
        var kind = right.scope() == Right.Scope.CLUSTER ? "ClusterRole" : "Role";
        return String.join(" ", kind, right.group(), right.resource(), right.name(), verb);
    }

    private static void lines(String kind, JsonNode rule, Set<String> into) {
        var names = rule.has("resourceNames") ? texts(rule.path("resourceNames")) : List.of("");
        for (var group : texts(rule.path("apiGroups"))) {
            for (var resource : texts(rule.path("resources"))) {
                for (var name : names) {
                    texts(rule.path("verbs"))
                            .forEach(verb -> into.add(String.join(" ", kind, group, resource, name, verb)));
                }
            }
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void podsAreNeverCreatedUnprotectedAndTheSystemNeverWaits() throws IOException {
        // Given
        var webhook = one(BASE.resolve("webhooks.yaml"), "MutatingWebhookConfiguration")
                .at("/webhooks/0");
        // Then
        assertThat(webhook.path("failurePolicy").asString()).isEqualTo("Fail");
        assertThat(webhook.path("reinvocationPolicy").asString()).isEqualTo("IfNeeded");
        assertThat(webhook.path("sideEffects").asString()).isEqualTo("None");
        assertThat(webhook.path("timeoutSeconds").asInt()).isEqualTo(5);
        assertThat(webhook.at("/namespaceSelector/matchLabels/bulwark.io~1inject")
                        .asString())
                .isEqualTo("enabled");
        assertThat(texts(webhook.at("/namespaceSelector/matchExpressions/0/values")))
                .containsExactlyInAnyOrder("kube-system", "kube-public", "kube-node-lease", NAMESPACE);
        assertThat(webhook.path("clientConfig").has("caBundle")).isFalse();
    }

    @Test
    void theControlPlaneIsRestrictedAsItsNamespaceWants() throws IOException {
        // Given
        var pod = one(BASE.resolve("control-plane.yaml"), "Deployment").at("/spec/template/spec");
        var namespace = one(BASE.resolve("namespace.yaml"), "Namespace");
        // Then
        assertThat(namespace
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asString())
                .isEqualTo("restricted");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
        for (var container : pod.path("containers")) {
            var security = container.path("securityContext");
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(texts(security.at("/capabilities/drop"))).containsExactly("ALL");
            assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        }
        assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC"))
                .isFalse();
    }

    @Test
    void namedPortsAreThoseOfTheContainer() throws IOException {
        // Given
        var file = BASE.resolve("control-plane.yaml");
        Map<String, Integer> ports = new TreeMap<>();
        one(file, "Deployment")
                .at("/spec/template/spec/containers/0/ports")
                .forEach(port -> ports.put(
                        port.path("name").asString(), port.path("containerPort").asInt()));
        var named = Stream.concat(
                one(file, "Service").at("/spec/ports").valueStream().map(port -> port.path("targetPort")),
                one(BASE.resolve("network-policy.yaml"), "NetworkPolicy")
                        .at("/spec/ingress")
                        .valueStream()
                        .flatMap(rule -> rule.path("ports").valueStream())
                        .map(port -> port.path("port")));
        // Then
        assertThat(named.map(JsonNode::asString))
                .isNotEmpty()
                .allSatisfy(port -> assertThat(ports).containsKey(port));
    }

    private static JsonNode one(Path file, String kind) throws IOException {
        return Manifests.read(file).stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
