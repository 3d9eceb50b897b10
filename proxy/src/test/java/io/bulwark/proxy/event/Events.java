package io.bulwark.proxy.event;

import java.time.Instant;

/** Security events for tests. */
public final class Events {
    public static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private Events() {}

    public static SecurityEvent event(String flow, Verdict verdict) {
        return event(flow, verdict, "GET /orders/1");
    }

    public static SecurityEvent event(String flow, Verdict verdict, String operation) {
        return new SecurityEvent(
                NOON,
                0,
                flow,
                "10.0.0.1:41000",
                "10.0.0.2:8080",
                "ingress",
                "http",
                operation,
                verdict,
                "sqli-union",
                "enforce",
                "http.uri",
                17,
                "un***ct",
                "0123456789ab",
                "");
    }
}
