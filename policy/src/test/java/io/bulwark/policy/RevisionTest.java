package io.bulwark.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RevisionTest {

    private static final String SHORT = """
            apiVersion: bulwark.io/v1alpha1
            kind: InspectionPolicy
            metadata: {name: default}
            spec: {}
            ---
            apiVersion: bulwark.io/v1alpha1
            kind: ServiceAllowlist
            metadata: {name: orders}
            spec:
              ingress:
                - id: a
                  from: [{cidr: 10.0.0.0/8}]
                  http: [{methods: [GET, HEAD]}]
                  grpc: [{service: orders.v1.Orders, methods: [Place, Get]}, {}]
            """;

    @Test
    void orderOfKeysCommentsAndWrittenDefaultsLeaveTheRevisionAlone() {
        // Given
        var other = """
                # The same again.
                kind: ServiceAllowlist
                apiVersion: "bulwark.io/v1alpha1"
                spec:
                  ingress:
                    - http:
                        - methods: [HEAD, GET]
                      id: a
                      grpc:
                        - methods: [Get, Place]
                          service: orders.v1.Orders
                        - {}
                      from:
                        - cidr: 10.0.0.0/8
                  mode: Enforce
                metadata:
                  name: orders
                ---
                apiVersion: bulwark.io/v1alpha1
                kind: InspectionPolicy
                metadata: {name: default}
                spec:
                  limits: {idleTimeout: 300s, maxHeaders: 128}
                  failures: {Unreadable: Forward}
                """;
        // When
        var revision = Policies.snapshot(other).revision();
        // Then
        assertThat(revision).isEqualTo(Policies.snapshot(SHORT).revision()).matches("[0-9a-f]{12}");
    }

    @Test
    void anyOtherContentHasAnotherRevision() {
        // Given
        var other = SHORT.replace("10.0.0.0/8", "10.0.0.0/9");
        // When
        var revision = Policies.snapshot(other).revision();
        // Then
        assertThat(revision).isNotEqualTo(Policies.snapshot(SHORT).revision());
    }

    @Test
    void theCanonicalFormReadsBackToItself() throws Exception {
        // Given
        var json = Policies.snapshot(SHORT).json();
        var documents = new com.fasterxml.jackson.databind.ObjectMapper().readTree(json);
        // When
        var again = Policies.snapshot(documents.get(0) + "\n---\n" + documents.get(1) + "\n");
        // Then
        assertThat(again.json()).isEqualTo(json);
    }

    @Test
    void whatIsDeniedBecauseItIsUnusualIsAPartOfThePolicy() {
        // Given
        var plain = Policies.snapshot(SHORT);
        // When
        var forwarding = Policies.snapshot(SHORT.replace("spec: {}", "spec: {unusual: {Rate: Forward}}"));
        var denying = Policies.snapshot(SHORT.replace("spec: {}", "spec: {unusual: {Rate: Deny}}"));
        // Then
        assertThat(forwarding.revision()).isEqualTo(plain.revision());
        assertThat(denying.revision()).isNotEqualTo(plain.revision());
        assertThat(denying.json()).contains("\"Rate\":\"Deny\"").contains("\"NewPeer\":\"Forward\"");
        assertThat(denying.inspection().deniesUnusual()).isTrue();
        assertThat(plain.inspection().deniesUnusual()).isFalse();
    }
}
