package io.bulwark.injector;

import io.bulwark.policy.learn.Promotion.Bounds;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say when an allowlist may go on by itself, where its label lets it. */
final class PromotionOptions {
    private static final double MILLION = 1e6;

    @Option(
            names = "--promotion-max-unseen",
            paramLabel = "PER-MILLION",
            defaultValue = "1000",
            description = "The next call may be new with at most this chance; ${DEFAULT-VALUE} in a million.")
    private int maxUnseen;

    @Option(
            names = "--promotion-min-time",
            paramLabel = "DURATION",
            defaultValue = "P7D",
            description = "The least time since the first call that was learned; ${DEFAULT-VALUE}.")
    private Duration minTime;

    @Option(
            names = "--promotion-min-time-in-mode",
            paramLabel = "DURATION",
            defaultValue = "P1D",
            description = "The least time in Learn and in Monitor; ${DEFAULT-VALUE}.")
    private Duration minTimeInMode;

    @Option(
            names = "--promotion-step-back",
            paramLabel = "PER-MILLION",
            defaultValue = "10000",
            description =
                    "The share of calls of no known kind over which it steps back; ${DEFAULT-VALUE} in a million.")
    private int stepBack;

    @Option(
            names = "--promotion-step-back-calls",
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "The least of them for that; ${DEFAULT-VALUE}.")
    private long stepBackCalls;

    @Option(
            names = "--promotion-step-back-peers",
            paramLabel = "NUMBER",
            defaultValue = "2",
            description = "How many known peers at least must make them; ${DEFAULT-VALUE}.")
    private int stepBackPeers;

    PromotionOptions() {}

    /** @throws IllegalArgumentException if a value is out of its range */
    Bounds bounds() {
        return new Bounds(
                maxUnseen / MILLION,
                minTime.toSeconds(),
                minTimeInMode.toSeconds(),
                stepBack / MILLION,
                stepBackCalls,
                stepBackPeers);
    }
}
