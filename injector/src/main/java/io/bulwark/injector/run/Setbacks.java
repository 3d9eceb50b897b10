package io.bulwark.injector.run;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What could not be written: when each is tried again, and what is told of it. Any thread. */
final class Setbacks {
    /* One object that the API server refuses must not keep others from being written, nor be tried, and told of, every few seconds. When the API
     * server itself does not answer, trying the others would only take time: two in a row end the round. Time is counted in rounds, which
     * no clock moves. */

    private static final System.Logger LOG = System.getLogger(Setbacks.class.getName());
    private static final int LONGEST_EXPONENT = 5;
    private static final int ENOUGH = 2;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNPROCESSABLE = 422;

    private final Consumer<Cause> counted;
    private final Map<Object, Setback> setbacks = new HashMap<>();
    private long round;
    private int awayInRow;
    private boolean toldOfAway;

    /** Why something could not be written. */
    enum Cause {
        /** The API server did not answer, or said that it cannot now. */
        AWAY,
        /** Somebody else wrote in between, again and again. */
        CONFLICT,
        /** We, or our rights, are not what is needed. */
        FORBIDDEN,
        /** It, or its namespace, is no more. */
        GONE,
        INVALID,
        TOO_LARGE,
        /** The fault is not the API server's. */
        OTHER;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What a failure comes of. */
        static Cause of(Throwable failure) {
            var told = causes(failure)
                    .filter(KubernetesClientException.class::isInstance)
                    .map(KubernetesClientException.class::cast)
                    .toList();
            // A replica that ends interrupts what it writes, and writes it once more.
            if (told.isEmpty() || causes(failure).anyMatch(InterruptedException.class::isInstance)) {
                return OTHER;
            }
            int code = told.stream()
                    .mapToInt(KubernetesClientException::getCode)
                    .filter(each -> each > 0)
                    .findFirst()
                    .orElse(0);
            var text = why(failure);
            if (code >= HttpURLConnection.HTTP_BAD_REQUEST
                    && Stream.of("too large", "too long", "must have at most").anyMatch(text::contains)) {
                return TOO_LARGE;
            }
            return switch (code) {
                case HttpURLConnection.HTTP_CONFLICT -> CONFLICT;
                case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN -> FORBIDDEN;
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE -> GONE;
                case HttpURLConnection.HTTP_ENTITY_TOO_LARGE -> TOO_LARGE;
                case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> INVALID;
                case HttpURLConnection.HTTP_CLIENT_TIMEOUT, TOO_MANY_REQUESTS -> AWAY;
                default -> code == 0 || code >= HttpURLConnection.HTTP_INTERNAL_ERROR ? AWAY : OTHER;
            };
        }
    }

    private record Setback(Cause cause, int times, long dueAt) {}

    /** @param counted is told of each */
    Setbacks(Consumer<Cause> counted) {
        this.counted = counted;
    }

    /** What is to be written is gone through once more. */
    synchronized void nextRound() {
        round++;
        awayInRow = 0;
    }

    /** Whether the API server does not answer, or this thread is to end, so that the rest of the round is better left. */
    synchronized boolean isAway() {
        return awayInRow >= ENOUGH || Thread.currentThread().isInterrupted();
    }

    /** Whether it may be tried in this round. */
    synchronized boolean isDue(Object key) {
        var last = setbacks.get(key);
        return last == null || last.dueAt() <= round;
    }

    /** It was written. */
    synchronized void over(Object key) {
        awayInRow = 0;
        toldOfAway = false;
        setbacks.remove(key);
    }

    /**
     * It could not be written.
     *
     * @param what could not, as a sentence without end
     */
    synchronized Cause failed(Object key, String what, Throwable failure) {
        var cause = Cause.of(failure);
        counted.accept(cause);
        awayInRow = cause == Cause.AWAY ? awayInRow + 1 : 0;
        int before = Optional.ofNullable(setbacks.get(key))
                .filter(each -> each.cause() == cause)
                .map(Setback::times)
                .orElse(0);
        setbacks.put(key, new Setback(cause, before + 1, round + pause(cause, before + 1)));
        var told = before > 0 || cause == Cause.CONFLICT || (cause == Cause.AWAY && toldOfAway);
        toldOfAway |= cause == Cause.AWAY;
        LOG.log(told ? Level.DEBUG : Level.WARNING, () -> what + " (" + cause.word() + "): " + why(failure));
        return cause;
    }

    /** How many rounds until it may be tried again. */
    private static long pause(Cause cause, int times) {
        return switch (cause) {
            case CONFLICT, OTHER -> 1;
            // Not always the same one is to find out whether the API server is back.
            case AWAY -> 2;
            case FORBIDDEN, GONE, INVALID, TOO_LARGE -> 1L << Math.min(times, LONGEST_EXPONENT);
        };
    }

    /** Forgets what nobody wants to write any more. */
    synchronized void keep(Iterable<?> keys) {
        Map<Object, Setback> kept = new HashMap<>();
        for (var key : keys) {
            var setback = setbacks.get(key);
            if (setback != null) {
                kept.put(key, setback);
            }
        }
        setbacks.keySet().retainAll(kept.keySet());
    }

    /** What went wrong in the words of whoever knew best: the client's own say only that something did. */
    static String why(Throwable failure) {
        var last = causes(failure).reduce((_, next) -> next).orElse(failure);
        return last.getMessage() == null ? last.toString() : last.getMessage();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(16);
    }
}
