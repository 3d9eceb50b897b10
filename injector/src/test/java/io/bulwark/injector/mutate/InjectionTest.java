package io.bulwark.injector.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InjectionTest {
    private static final SidecarTemplate TEMPLATE = SidecarTemplate.of("0.1.0", "init", "proxy");

    @Test
    void aContainersOwnUserCountsMoreThanThePods() {
        // Given
        var pod = pod(Map.of())
                .editSpec()
                .withNewSecurityContext()
                .withRunAsUser(Names.PROXY_UID)
                .endSecurityContext()
                .editFirstContainer()
                .withNewSecurityContext()
                .withRunAsUser(1000L)
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
        // Then
        assertThat(Injection.decide(pod)).isInstanceOf(Decision.Inject.class);
    }

    @Test
    void anAnnotationThatNobodyKnowsIsWarnedOf() {
        // Given
        var pod = pod(Map.of("bulwark.io/exclude-inbound-port", "9100")).build();
        // When
        var decision = Injection.decide(pod);
        // Then
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Inject.class,
                        inject -> assertThat(inject.warnings())
                                .containsExactly(
                                        "annotation \"bulwark.io/exclude-inbound-port\" is not known and does nothing"));
    }

    @Test
    void aRequestAboveItsLimitIsRefused() {
        // Given
        var pod = pod(Map.of("bulwark.io/proxy-memory-request", "1Gi", "bulwark.io/proxy-memory-limit", "512Mi"))
                .build();
        // When
        var decision = Injection.decide(pod);
        // Then
        assertThat(decision)
                .isEqualTo(new Decision.Reject(List.of("annotation bulwark.io/proxy-memory-request must be at most"
                        + " bulwark.io/proxy-memory-limit, which is 512Mi, was \"1Gi\"")));
    }

    @Test
    void aLimitBelowTheTemplatesRequestLowersTheRequest() {
        // Given
        var pod = pod(Map.of("bulwark.io/proxy-cpu-limit", "50m")).build();
        var template = new SidecarTemplate(
                "0.1.0",
                "init",
                "proxy",
                "Always",
                true,
                new TreeMap<>(Map.of(ProxyAmount.CPU_REQUEST, "100m")),
                "250m",
                new TreeMap<>());
        // When
        var resources = proxy(inject(pod, template)).getResources();
        // Then
        assertThat(resources.getRequests().get("cpu")).hasToString("50m");
        assertThat(resources.getLimits().get("cpu")).hasToString("50m");
    }

    @Test
    void inAClusterWithoutNativeSidecarsTheProxyIsTheFirstOrdinaryContainer() {
        // Given
        var pod = pod(Map.of()).build();
        // When
        var injected = inject(pod, TEMPLATE.withoutNativeSidecars());
        // Then
        assertThat(injected.getSpec().getContainers())
                .extracting(container -> container.getName())
                .containsExactly("bulwark-proxy", "app");
        assertThat(injected.getSpec().getContainers().getFirst().getRestartPolicy())
                .isNull();
        assertThat(injected.getMetadata().getAnnotations())
                .containsEntry("kubectl.kubernetes.io/default-container", "app");
    }

    @Test
    void aDollarInAProbeReachesTheProxyAsItIs() {
        // Given
        var pod = pod(Map.of())
                .editSpec()
                .editFirstContainer()
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPath("/live")
                .withPort(new IntOrString(8080))
                .withHttpHeaders(new HTTPHeader("X-Key", "$(POD_NAME)"))
                .endHttpGet()
                .endLivenessProbe()
                .endContainer()
                .endSpec()
                .build();
        // When
        var once = inject(pod, TEMPLATE);
        var twice = inject(once, TEMPLATE);
        // Then
        assertThat(proxy(once).getEnv())
                .filteredOn(variable -> variable.getName().equals("BULWARK_APP_PROBES"))
                .extracting(EnvVar::getValue)
                .singleElement()
                .asString()
                .contains("[\"X-Key\",\"$$(POD_NAME)\"]");
        assertThat(twice).isEqualTo(once);
    }

    private static Pod inject(Pod pod, SidecarTemplate template) {
        assertThat(Injection.decide(pod)).isInstanceOf(Decision.Inject.class);
        var settings = ((Decision.Inject) Injection.decide(pod)).settings();
        return PodMutation.inject(pod, settings, template, "0123456789abcdef0123456789abcdef");
    }

    private static Container proxy(Pod pod) {
        return PodParts.of(pod).ours(Names.PROXY).orElseThrow();
    }

    private static PodBuilder pod(Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("app")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("app:1")
                .endContainer()
                .endSpec();
    }
}
