package io.bulwark.injector.serve;

/** Takes what proxies have learned. Called on loops; must answer at once. */
@FunctionalInterface
public interface LearnedSink {
    /** @param profile as it was sent: hostile until it is read */
    void learned(Caller caller, String profile);
}
