package io.bulwark.injector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StrictTest {
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},
             "spec": {"containers": [{"name": "a", "image": "a:1", "%s": true}]}}
            """;

    @Test
    void aFieldThatNoTypeHasIsNamed() {
        // Given
        var pod = JsonMapper.shared().readTree(POD.formatted("sdtin"));
        // Then
        assertThat(Strict.unknown(pod, Pod.class)).containsExactly("/spec/containers/0/sdtin");
    }

    @Test
    void aFieldThatTheTypeHasIsNot() {
        // Given
        var pod = JsonMapper.shared().readTree(POD.formatted("stdin"));
        // Then
        assertThat(Strict.unknown(pod, Pod.class)).isEmpty();
    }

    @Test
    void theDocumentsOfAnApiServerKnowTheSameFields() throws IOException {
        // Given
        var core = OpenApi.of("core-v1");
        var wrong = JsonMapper.shared().readTree(POD.formatted("sdtin"));
        var right = JsonMapper.shared().readTree(POD.formatted("stdin"));
        // Then
        core.ifPresent(document -> {
            assertThat(document.faults("io.k8s.api.core.v1.Pod", wrong)).isNotEmpty();
            assertThat(document.faults("io.k8s.api.core.v1.Pod", right)).isEmpty();
        });
    }
}
