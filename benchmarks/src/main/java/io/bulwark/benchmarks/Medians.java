package io.bulwark.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians over the rounds of a run, and how figures are written in the tables. */
final class Medians {
    private static final double TICKS_TO_MICROS = 10_000;

    private Medians() {}

    static <T> double of(List<T> values, ToDoubleFunction<T> figure) {
        var sorted = values.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The processor time of one request in microseconds, from the clock ticks of all of them. */
    static double cpuMicros(double ticks, double requests) {
        return ticks * TICKS_TO_MICROS / requests;
    }

    static String ratio(double value, double of) {
        return Double.isNaN(of) || of == 0 ? "?" : String.format(Locale.ROOT, "%.2f", value / of);
    }

    static double number(String text) {
        return Double.parseDouble(text);
    }
}
