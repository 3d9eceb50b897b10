package io.bulwark.injector.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reviews that a real API server has answered. */
class TokenReviewsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T00:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aTokenThatIsBoundToAPodAndForUsSaysWhosePodItIs() throws IOException {
        // When
        var check = answering("audience-bulwark").check("token");
        // Then
        assertThat(check)
                .isEqualTo(new TokenCheck.Genuine(new Caller(
                        "4dcb0096-d836-417c-9784-e03540330d11", "shop", "orders-756fff8558-dvj49", "orders-sa")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong-audience", "not-pod-bound", "tampered-signature", "bound-pod-deleted"})
    void everyOtherTokenIsRefused(String recorded) throws IOException {
        // When
        var check = answering(recorded).check("token");
        // Then
        assertThat(check).isInstanceOf(TokenCheck.Refused.class);
    }

    @Test
    void whatWasSaidOfATokenIsBelievedForAMinuteAndNoLonger() throws IOException {
        // Given
        var reviews = answering("audience-bulwark");
        // When
        reviews.check("token");
        now.updateAndGet(before -> before.plusSeconds(59));
        reviews.check("token");
        // Then
        assertThat(asked).hasValue(1);
        // When
        now.updateAndGet(before -> before.plusSeconds(1));
        reviews.check("token");
        // Then
        assertThat(asked).hasValue(2);
    }

    @Test
    void aClockThatIsPutBackDoesNotMakeWhatWasSaidLastLonger() throws IOException {
        // Given
        var reviews = answering("audience-bulwark");
        reviews.check("token");
        // When
        now.updateAndGet(before -> before.minusSeconds(3 * 3600));
        reviews.check("token");
        // Then
        assertThat(asked).hasValue(2);
    }

    @Test
    void anApiServerThatCannotBeAskedIsNoRefusalAndIsAskedAgain() {
        // Given
        var reviews = new TokenReviews(
                _ -> {
                    asked.incrementAndGet();
                    throw new KubernetesClientException("away");
                },
                now::get);
        // When
        var first = reviews.check("token");
        var second = reviews.check("token");
        // Then
        assertThat(first).isInstanceOf(TokenCheck.Unknown.class);
        assertThat(second).isInstanceOf(TokenCheck.Unknown.class);
        assertThat(asked).hasValue(2);
    }

    private TokenReviews answering(String recorded) throws IOException {
        var text = Files.readString(Path.of("src/test/resources/tokenreviews", recorded + ".response.json"));
        var review = Serialization.unmarshal(text, TokenReview.class);
        InstantSource clock = now::get;
        return new TokenReviews(
                _ -> {
                    asked.incrementAndGet();
                    return review;
                },
                clock);
    }
}
