package io.bulwark.injector.serve;

import io.bulwark.policy.Sha256;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks the API server whose a token is; what it said is believed for a minute. Any thread; a call may wait. */
public final class TokenReviews {
    /** Whom tokens of proxies are for. */
    public static final String AUDIENCE = "bulwark";

    private static final System.Logger LOG = System.getLogger(TokenReviews.class.getName());
    private static final Duration BELIEVED = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 16_384;
    private static final int MAX_TOKEN = 16_384;
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
    private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

    private final UnaryOperator<TokenReview> api;
    private final InstantSource clock;
    private final Map<String, Remembered> remembered = new LinkedHashMap<>();

    private long unanswered;
    private final Seldom telling = new Seldom();

    /** A clock that was put back does not make it last longer. */
    private record Remembered(TokenCheck check, Instant since, Instant until) {
        boolean holds(Instant now) {
            return !now.isBefore(since) && now.isBefore(until);
        }
    }

    /** @param api creates a review and gives it back with its status; throws when the API server cannot be asked */
    public TokenReviews(UnaryOperator<TokenReview> api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Whose the token is. */
    public TokenCheck check(String token) {
        if (token.isEmpty() || token.length() > MAX_TOKEN) {
            return new TokenCheck.Refused("there is no token");
        }
        // Tokens are not kept, not even in memory.
        var key = Sha256.of(token);
        var known = recall(key);
        if (known.isPresent()) {
            return known.get();
        }
        TokenCheck check;
        try {
            var review = api.apply(new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(AUDIENCE)
                    .endSpec()
                    .build());
            check = read(review.getStatus());
        } catch (RuntimeException failure) {
            return new TokenCheck.Unknown("the API server did not say: " + failure.getMessage());
        }
        remember(key, check);
        return check;
    }

    /** What a review's status says. */
    static TokenCheck read(TokenReviewStatus status) {
        if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
            return new TokenCheck.Refused("the API server does not vouch for the token");
        }
        // A server that does not know of audiences leaves them out, and has not checked them.
        if (!Objects.requireNonNullElse(status.getAudiences(), List.of()).contains(AUDIENCE)) {
            return new TokenCheck.Refused("the token is not for the audience " + AUDIENCE);
        }
        var user = status.getUser();
        var extra = user == null ? null : user.getExtra();
        var uid = first(extra, POD_UID);
        var pod = first(extra, POD_NAME);
        var name = user == null ? "" : Objects.requireNonNullElse(user.getUsername(), "");
        var parts = name.startsWith(ACCOUNT) ? name.substring(ACCOUNT.length()).split(":", -1) : new String[0];
        if (uid.isEmpty() || pod.isEmpty() || parts.length != 2) {
            return new TokenCheck.Refused("the token is not bound to a Pod");
        }
        return new TokenCheck.Genuine(new Caller(uid, parts[0], pod, parts[1]));
    }

    private static String first(@Nullable Map<String, List<String>> extra, String key) {
        var values = extra == null ? null : extra.get(key);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    private synchronized Optional<TokenCheck> recall(String key) {
        return Optional.ofNullable(remembered.get(key))
                .filter(known -> known.holds(clock.instant()))
                .map(Remembered::check);
    }

    private synchronized void remember(String key, TokenCheck check) {
        remembered.remove(key);
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        var now = clock.instant();
        remembered.put(key, new Remembered(check, now, now.plus(BELIEVED)));
    }

    /** A proxy is told to come again, because the API server did not say whose it is. */
    synchronized void unanswered(String why) {
        unanswered++;
        if (telling.isDue()) {
            LOG.log(Level.WARNING, () -> "proxies are told to come again: " + why);
        }
    }

    /** How often that was so. */
    public synchronized long unanswered() {
        return unanswered;
    }
}
