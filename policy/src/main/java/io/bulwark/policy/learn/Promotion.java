package io.bulwark.policy.learn;

import io.bulwark.policy.Mode;

/** Whether an allowlist may go a step further by itself, or has to go a step back. A pure function of numbers that are shown. */
public sealed interface Promotion {

    /** How far an allowlist is carried out. */
    enum Stage {
        LEARN(Mode.LEARN),
        MONITOR(Mode.MONITOR),
        ENFORCE(Mode.ENFORCE);

        private final Mode mode;

        Stage(Mode mode) {
            this.mode = mode;
        }

        /** The mode of documents in this stage. */
        public Mode mode() {
            return mode;
        }

        /** The stage of documents in a mode. */
        public static Stage of(Mode mode) {
            return valueOf(mode.name());
        }
    }

    /**
     * When to go on.
     *
     * @param maxUnseen the most that {@link Readiness#upper} may be, 0..1
     * @param minSeconds the least time from the first call that was seen to now
     * @param minSecondsInStage the least time in Learn and in Monitor
     * @param maxViolationRate the share of calls that no rule allows, over which a rollout is taken to have changed what is
     *     legitimate
     * @param minViolations the least of them for that
     * @param minPeers how many known peers at least must make them: one alone, which may have been taken over, must not be able to
     *     end enforcement by being refused
     */
    record Bounds(
            double maxUnseen,
            long minSeconds,
            long minSecondsInStage,
            double maxViolationRate,
            long minViolations,
            int minPeers) {
        public Bounds {
            if (!(maxUnseen > 0 && maxUnseen <= 1)) {
                throw new IllegalArgumentException("maxUnseen must be above 0 and at most 1, was " + maxUnseen);
            }
            if (minSeconds < 0 || minSecondsInStage < 0) {
                throw new IllegalArgumentException(
                        "times must not be negative, were " + minSeconds + " and " + minSecondsInStage);
            }
            if (!(maxViolationRate > 0 && maxViolationRate <= 1)) {
                throw new IllegalArgumentException(
                        "maxViolationRate must be above 0 and at most 1, was " + maxViolationRate);
            }
        }

        /** A week of traffic, a day of trial, and one call in a thousand at most that would be new. */
        public static Bounds usual() {
            return new Bounds(0.001, 7 * 86_400, 86_400, 0.01, 20, 2);
        }
    }

    /**
     * What was observed since the stage began.
     *
     * @param stageSeconds how long ago it began
     * @param calls how many calls came since
     * @param violations how many of them no rule allows, findings and known scans left out
     * @param openViolations how many different ones nobody has accepted or turned down yet
     * @param peers how many peers made them
     */
    record Observed(Stage stage, long stageSeconds, long calls, long violations, int openViolations, int peers) {}

    /** Nothing changes. */
    record Stay(String why) implements Promotion {}

    /** One step further. */
    record Forward(Stage to, String why) implements Promotion {}

    /** One step back, which is an event that somebody must see. */
    record Back(Stage to, String why) implements Promotion {}

    /** What to do now. */
    static Promotion decide(Readiness readiness, Observed observed, Bounds bounds, long now) {
        if (observed.stage() != Stage.LEARN && isRollout(observed, bounds)) {
            var back = observed.stage() == Stage.ENFORCE ? Stage.MONITOR : Stage.LEARN;
            return new Back(
                    back,
                    observed.violations() + " of " + observed.calls() + " calls are of no known kind, more than "
                            + bounds.maxViolationRate());
        }
        if (observed.stage() == Stage.ENFORCE) {
            return new Stay("nothing is further than Enforce");
        }
        if (readiness.calls() == 0 || now - readiness.first() < bounds.minSeconds()) {
            return new Stay("learning must take at least " + bounds.minSeconds() + " s");
        }
        if (readiness.upper() > bounds.maxUnseen()) {
            return new Stay(
                    "the next call may be new with up to " + readiness.upper() + ", more than " + bounds.maxUnseen());
        }
        if (observed.openViolations() > 0) {
            return new Stay(observed.openViolations() + " violations are open");
        }
        if (observed.stageSeconds() < bounds.minSecondsInStage()) {
            return new Stay(
                    observed.stage().mode().word() + " must take at least " + bounds.minSecondsInStage() + " s");
        }
        return new Forward(
                observed.stage() == Stage.LEARN ? Stage.MONITOR : Stage.ENFORCE,
                "the next call may be new with at most " + readiness.upper());
    }

    private static boolean isRollout(Observed observed, Bounds bounds) {
        return observed.peers() >= bounds.minPeers()
                && observed.violations() >= bounds.minViolations()
                && observed.violations() > bounds.maxViolationRate() * observed.calls();
    }
}
