package io.bulwark.injector.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bulwark.injector.run.RoleBoundApi.Asked;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the tests' API server refuses a control plane what its roles do not have. */
class RoleBoundApiTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/pods?watch=true&limit=5, watch, '', '', pods, ''",
        "GET, /api/v1/namespaces/shop, get, '', '', namespaces, shop",
        "POST, /api/v1/namespaces/shop/events, create, '', shop, events, ''",
        "PUT, /apis/bulwark.io/v1alpha1/namespaces/shop/learnedprofiles/a/status,"
                + " update, bulwark.io, shop, learnedprofiles/status, a",
        "GET, /apis/apps/v1/namespaces/shop/deployments?fieldSelector=metadata.name%3Da, list, apps, shop, deployments, a",
        "DELETE, /api/v1/namespaces/shop/configmaps, deletecollection, '', shop, configmaps, ''"
    })
    void aRequestIsWhatAuthorizationSeesInIt(
            String method, String target, String verb, String group, String namespace, String resource, String name) {
        assertThat(Asked.of(method, target)).isEqualTo(new Asked(verb, group, namespace, resource, name));
    }

    @Test
    void whatNoRoleHasIsRefusedAndFailsTheTest() {
        // Given
        var cluster = new MockCluster();
        // When
        try (var plane = cluster.newClient()) {
            assertThat(plane.pods().inAnyNamespace().list().getItems()).isEmpty();
            assertThatThrownBy(() -> plane.secrets().inNamespace("shop").list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("Forbidden");
        }
        // Then
        assertThatThrownBy(cluster::close).isInstanceOf(AssertionError.class).hasMessageContaining("secrets");
    }
}
