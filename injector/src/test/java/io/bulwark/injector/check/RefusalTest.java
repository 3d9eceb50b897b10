package io.bulwark.injector.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.injector.check.Refusal.Cause;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server has said of Pods that it did not create. */
class RefusalTest {
    private static final Path RECORDED = Path.of("src/test/resources/refusals");

    @ParameterizedTest
    @CsvSource({
        "webhook-denied, REFUSED, container \"app\" runs as uid 1337",
        "webhook-wrong-uid, WRONG_ANSWER, received invalid webhook response: expected response.uid",
        "webhook-unreachable, AWAY, Post \"https://127.0.0.1:19443/mutate?timeout=5s\": dial tcp",
        "webhook-http-500, AWAY, an error on the server (\"unknown\")",
        "webhook-bad-patch, PATCH_FAILED, replace operation does not apply: doc is missing path",
        "pod-security-baseline-init-net-admin, SECURITY, violates PodSecurity \"baseline:latest\"",
        "pod-security-restricted-init-net-admin, SECURITY, violates PodSecurity \"restricted:latest\"",
        "resource-quota-proxy-without-limits, LIMITS_MISSING, failed quota: quota: must specify limits.cpu for",
        "limit-range-proxy-out-of-bounds, OUT_OF_RANGE, [minimum cpu usage per Container is 50m",
        "duplicate-container-name, NOT_VALID, spec.initContainers[0].name: Duplicate value: \"bulwark-proxy\"",
        "duplicate-volume-name, NOT_VALID, spec.volumes[2].name: Duplicate value: \"bulwark-tmp\"",
        "volume-mount-without-volume, NOT_VALID, [spec.initContainers[0].volumeMounts[0].name: Not found"
    })
    void itsCauseIsKnownAndItsReasonDoesNotNameThePod(String recorded, Cause cause, String why) throws IOException {
        // When
        var refusal = Refusal.of("Error creating: " + message(recorded)).orElseThrow();
        // Then
        assertThat(refusal.cause()).isEqualTo(cause);
        assertThat(refusal.why()).startsWith(why);
        assertThat(refusal.cause().hint).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ordinary-init-container-with-probe", "probe-with-two-handlers"})
    void whatIsWrongWithThePodItselfIsNotOurs(String recorded) throws IOException {
        // Then
        assertThat(Refusal.of("Error creating: " + message(recorded))).isEmpty();
    }

    @Test
    void whatAnotherWebhookOrAQuotaOfThePodsOwnSaysIsNotOurs() {
        // Then
        assertThat(Refusal.of("Error creating: admission webhook \"gate.example.com\" denied the request: bulwark.io"))
                .isEmpty();
        assertThat(Refusal.of("Error creating: pods \"a\" is forbidden: exceeded quota: q, requested: pods=1"))
                .isEmpty();
        assertThat(Refusal.of("")).isEmpty();
    }

    @Test
    void aReasonIsFitForATerminal() {
        // When
        var refusal = Refusal.of(
                        "admission webhook \"inject.bulwark.io\" denied the request: \u001b[2J" + "x".repeat(999))
                .orElseThrow();
        // Then
        assertThat(refusal.why()).startsWith("?[2Jxxx").hasSize(301);
    }

    private static String message(String recorded) throws IOException {
        return Serialization.unmarshal(Files.readString(RECORDED.resolve(recorded + ".json")), Status.class)
                .getMessage();
    }
}
