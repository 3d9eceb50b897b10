package io.bulwark.proxy.inspect;

import io.bulwark.proxy.stream.Ticker;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import io.bulwark.proxy.telemetry.Timing;

/** Measures the time that inspection takes for a message, the waiting between its pieces left out. One a workbench. */
final class Stopwatch {
    /*
     * Each reading of the clock costs more than a small step of inspection. So each sixteenth message is measured in full,
     * call by call, and the others not at all.
     */
    static final int SAMPLE = 16;

    private final Ticker ticker;
    private final Timing timing;
    private int turn;

    Stopwatch(Ticker ticker, Meters meters) {
        this.ticker = ticker;
        timing = meters.timing(ProxyMeters.INSPECTION);
    }

    /** Whether the message that begins is one to measure. */
    boolean next() {
        turn = (turn + 1) % SAMPLE;
        return turn == 1;
    }

    long read() {
        return ticker.read();
    }

    void observe(long nanos) {
        timing.observe(nanos);
    }
}
