package io.bulwark.proxy.config;

import io.bulwark.policy.Fields;
import io.bulwark.policy.learn.Promotion.Bounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads what a configuration says of learning: the record of calls, and promotion. */
final class LearningReader {
    private static final int MILLION = 1_000_000;

    private LearningReader() {}

    /** @param file what was read under the record's own key for it */
    static RecordConfig record(Fields fields, Optional<Path> file) {
        var read = new RecordConfig(
                file.orElseGet(() -> Path.of("")),
                fields.whole("maxBytes", 65_536, 1 << 30, 64 << 20),
                fields.whole("perSecond", 1, 10_000, 1000));
        fields.missing("file");
        fields.end();
        return read;
    }

    static PromotionConfig promotion(Fields fields) {
        var usual = Bounds.usual();
        var bounds = new Bounds(
                parts(fields, "maxUnseenPerMillion", usual.maxUnseen()),
                time(fields, "minTime", usual.minSeconds()),
                time(fields, "minTimeInMode", usual.minSecondsInStage()),
                parts(fields, "stepBackPerMillion", usual.maxViolationRate()),
                fields.whole("stepBackCalls", 1, MILLION, (int) usual.minViolations()),
                fields.whole("stepBackPeers", 1, 96, usual.minPeers()));
        var read = new PromotionConfig(fields.truth("automatic", false), bounds);
        fields.end();
        return read;
    }

    private static double parts(Fields fields, String key, double usual) {
        return (double) fields.whole(key, 1, MILLION, (int) Math.round(usual * MILLION)) / MILLION;
    }

    private static long time(Fields fields, String key, long usual) {
        return fields.time(key, Duration.ZERO, Duration.ofDays(366), Duration.ofSeconds(usual))
                .toSeconds();
    }
}
