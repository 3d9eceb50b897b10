package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas and the parser: what the parser takes, a schema takes; what a schema refuses, the parser refuses. */
class DocumentSchemaTest {

    private static final int DOCUMENTS = 200;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, Schema> SCHEMAS = DocumentSchema.KINDS.stream()
            .collect(Collectors.toMap(
                    kind -> kind,
                    kind -> SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(DocumentSchema.of(kind))));

    @ParameterizedTest
    @ValueSource(strings = {"policy.yaml", "grpc.yaml", "mysql.yaml"})
    void anExampleOfTheDocumentationFits(String name) throws IOException {
        // When
        var faults = faults(Files.readString(Path.of("..", "docs", "examples", name)));
        // Then
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 22, 23})
    void everyGeneratedDocumentFits(int seed) throws IOException {
        // Given
        var random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            var allowlist = new Documents((min, max) -> random.nextInt(min, max + 1)).allowlist();
            // When
            var faults = faults(allowlist.json());
            // Then
            assertThat(faults).as("%s", allowlist.json()).isEmpty();
        }
    }

    @Test
    void everyKeyOfADocumentWithItsDefaultsIsKnown() throws IOException {
        // Given
        var json = PolicySnapshot.of(InspectionPolicy.defaults(Mode.ENFORCE)).json();
        // When
        var faults = faults(json.substring(1, json.length() - 1));
        // Then
        assertThat(faults).isEmpty();
    }

    private static final String RULE = "{id: a, from: [{cidr: 10.0.0.0/8}], ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{mode: Strict, ingress: []}",
                "{ingress: {}}",
                "{ingress: [], extra: 1}",
                "{ingress: [{id: a, http: [{}]}]}",
                "{ingress: [{id: A, from: [{cidr: 10.0.0.0/8}], http: [{}]}]}",
                "{ingress: [{id: a, from: [], http: [{}]}]}",
                "{ingress: [{id: a, from: [{}], http: [{}]}]}",
                "{ingress: [{id: a, from: [{dns: a.test}], http: [{}]}]}",
                "{ingress: [{id: a, to: [{cidr: 10.0.0.0/8}], http: [{}]}]}",
                "{ingress: [{id: a, from: [{cidr: 10.0.0.0/8, workload: web}], http: [{}]}]}",
                "{ingress: [" + RULE + "}]}",
                "{ingress: [" + RULE + "http: []}]}",
                "{ingress: [" + RULE + "ports: [0], http: [{}]}]}",
                "{ingress: [" + RULE + "ports: [\"80\"], http: [{}]}]}",
                "{ingress: [" + RULE + "http: [{methods: []}]}]}",
                "{ingress: [" + RULE + "http: [{methods: [\"G ET\"]}]}]}",
                "{ingress: [" + RULE + "http: [{paths: [{exact: /a, prefix: /b}]}]}]}",
                "{ingress: [" + RULE + "http: [{paths: [{exact: a}]}]}]}",
                "{ingress: [" + RULE + "http: [{paths: [{exact: \"/a?b\"}]}]}]}",
                "{ingress: [" + RULE + "http: [{hosts: [A.test]}]}]}",
                "{ingress: [" + RULE + "http: [{headers: [X-A]}]}]}",
                "{ingress: [" + RULE + "http: [{contentTypes: [json]}]}]}",
                "{ingress: [" + RULE + "http: [{query: {a: {type: float}}}]}]}",
                "{ingress: [" + RULE + "http: [{bodyParameters: {a: 7}}]}]}",
                "{ingress: [" + RULE + "http: [{bodyParameters: {\"\": {}}}]}]}",
                "{ingress: [" + RULE + "grpc: [{methods: [a]}]}]}",
                "{ingress: [" + RULE + "redis: [{commands: [get]}]}]}",
                "{ingress: [" + RULE + "redis: [{categories: [all]}]}]}",
                "{ingress: [" + RULE + "redis: [{keys: [{exact: \"\"}]}]}]}",
                "{ingress: [" + RULE + "mysql: [{tables: [Orders]}]}]}",
                "{ingress: [" + RULE + "mysql: [{digests: [xyz]}]}]}",
                "{ingress: [" + RULE + "tcp: [{protocols: [http]}]}]}",
                "{ingress: [" + RULE + "http: [{}], limits: {}}]}",
                "{ingress: [" + RULE + "http: [{}], limits: {rate: fast}}]}",
                "{ingress: [" + RULE + "http: [{}], limits: {rate: 0/s}}]}",
                "{ingress: [" + RULE + "http: [{}], limits: {rate: 1000001/s}}]}",
                "{ingress: [" + RULE + "http: [{}], limits: {burst: 7}}]}",
                "{ingress: [" + RULE + "http: [{}], limits: {maxRequestBytes: 0}}]}",
                "{ingress: [" + RULE + "redis: [{}], limits: {maxResponseBytes: 10}}]}",
                "{ingress: [" + RULE + "tcp: [{}], limits: {maxRequestBytes: 10}}]}",
                "{deny: {ingress: [" + RULE + "http: [{}], limits: {rate: 1/s}}]}}",
                "{deny: {ingress: [" + RULE + "http: [{bodyParameters: {}}]}]}}",
            })
    void whatIsWrongInAnAllowlistIsRefusedByBoth(String spec) throws IOException {
        refusedByBoth(ServiceAllowlist.KIND, spec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{mode: Learn}",
                "{signatures: {default: Maybe}}",
                "{signatures: {groups: {DLP: Block}}}",
                "{failures: {Unreadable: Drop}}",
                "{failures: {Unknown: Deny}}",
                "{limits: {maxHeaders: 5}}",
                "{limits: {holdTime: 5}}",
                "{grpc: {descriptors: []}}",
                "{grpc: {fields: [{name: a.B.c}]}}",
                "{mysql: {removeTls: maybe}}",
            })
    void whatIsWrongInAnInspectionPolicyIsRefusedByBoth(String spec) throws IOException {
        refusedByBoth(InspectionPolicy.KIND, spec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{peers: [{workload: a}]}",
                "{peers: [{cidr: ten}]}",
                "{peers: [{cidr: 10.0.0.0/8, dns: [\"*.a.test\"]}]}",
                "{peers: [{cidr: 10.0.0.0/8, spiffe: \"spiffe://a/*\"}]}",
                "{peers: [{cidr: 10.0.0.0/8, labels: {\"a b\": c}}]}",
            })
    void whatIsWrongInPeerIdentitiesIsRefusedByBoth(String spec) throws IOException {
        refusedByBoth(PeerIdentities.KIND, spec);
    }

    /** What a schema has no words for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ingress: [" + RULE + "http: [{}]}, " + RULE + "http: [{}]}]}",
                "{ingress: [{id: a, from: [{cidr: 10.0.0.1/8}], http: [{}]}]}",
                "{ingress: [" + RULE + "http: [{paths: [{template: \"/{a}/{a}\"}]}]}]}",
                "{ingress: [" + RULE + "http: [{paths: [{exact: /a/../b}]}]}]}",
                "{ingress: [" + RULE + "http: [{query: {a: {minLength: 2, maxLength: 1}}}]}]}",
            })
    void someFaultsOnlyTheParserFinds(String spec) throws IOException {
        // Given
        var document = document(ServiceAllowlist.KIND, spec);
        // When
        var parse = Policies.parse(document);
        // Then
        assertThat(parse).isInstanceOf(PolicyParse.Rejected.class);
        assertThat(faults(document)).isEmpty();
    }

    private static void refusedByBoth(String kind, String spec) throws IOException {
        // Given
        var document = document(kind, spec);
        // When
        var parse = Policies.parse(document);
        // Then
        assertThat(parse).isInstanceOf(PolicyParse.Rejected.class);
        assertThat(faults(document)).isNotEmpty();
    }

    private static String document(String kind, String spec) {
        return "apiVersion: bulwark.io/v1alpha1\nkind: " + kind + "\nmetadata: {name: a}\nspec: " + spec + "\n";
    }

    private static List<String> faults(String yaml) throws IOException {
        List<String> faults = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNext()) {
                var document = documents.next();
                Objects.requireNonNull(SCHEMAS.get(document.path("kind").asText()))
                        .validate(document.toString(), InputFormat.JSON)
                        .forEach(fault -> faults.add(fault.toString()));
            }
        }
        return faults;
    }
}
