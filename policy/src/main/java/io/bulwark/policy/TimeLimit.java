package io.bulwark.policy;

import java.time.Duration;

/** A limit that is a duration: its key, its range and what it is when a document does not name it. */
enum TimeLimit {
    HOLD_TIME("holdTime", "10ms", "60s", "500ms"),
    HEAD_TIMEOUT("headTimeout", "100ms", "5m", "10s"),
    BODY_TIMEOUT("bodyTimeout", "100ms", "1h", "30s"),
    IDLE_TIMEOUT("idleTimeout", "1s", "24h", "5m"),
    CONNECT_TIMEOUT("connectTimeout", "10ms", "1m", "5s"),
    DETECT_TIMEOUT("detectTimeout", "10ms", "5m", "10s");

    final String key;
    final String min;
    final String max;
    final Duration unlessTold;

    TimeLimit(String key, String min, String max, String unlessTold) {
        this.key = key;
        this.min = min;
        this.max = max;
        this.unlessTold = DurationText.parse(unlessTold).orElseThrow();
    }

    boolean allows(Duration value) {
        return value.compareTo(DurationText.parse(min).orElseThrow()) >= 0
                && value.compareTo(DurationText.parse(max).orElseThrow()) <= 0;
    }

    void require(Duration value) {
        if (!allows(value)) {
            throw new IllegalArgumentException(
                    key + " must be " + min + ".." + max + ", was " + DurationText.format(value));
        }
    }
}
