package io.bulwark.policy;

import java.time.Duration;

/** How much of a flow is held, read and waited for. */
public record Limits(
        int maxHeadBytes,
        int maxLineBytes,
        int maxHeaders,
        int holdBytes,
        Duration holdTime,
        int maxDecodedBytes,
        int maxDecodeRatio,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration connectTimeout,
        Duration detectTimeout) {}
