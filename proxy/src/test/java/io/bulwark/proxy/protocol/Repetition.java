package io.bulwark.proxy.protocol;

import java.util.ArrayList;
import java.util.List;

/** Shortens what repeats itself but for its numbers, so that a flood can be read. */
final class Repetition {
    private static final int LONGEST_PERIOD = 16;
    private static final int FEW = 8;

    private Repetition() {}

    static List<String> shorten(List<String> lines) {
        var alike = lines.stream().map(line -> line.replaceAll("\\d+", "0")).toList();
        var shown = new ArrayList<String>();
        for (var from = 0; from < lines.size(); ) {
            var period = period(alike, from);
            if (period == 0) {
                shown.add(lines.get(from++));
                continue;
            }
            var times = times(alike, from, period);
            shown.addAll(lines.subList(from, from + period));
            shown.add("... " + (times - 2) + " times the same but for numbers");
            from += times * period;
            shown.addAll(lines.subList(from - period, from));
        }
        return shown;
    }

    private static int period(List<String> alike, int from) {
        for (var period = 1; period <= LONGEST_PERIOD; period++) {
            if (times(alike, from, period) > FEW) {
                return period;
            }
        }
        return 0;
    }

    private static int times(List<String> alike, int from, int period) {
        var to = from + period;
        while (to < alike.size() && alike.get(to).equals(alike.get(to - period))) {
            to++;
        }
        return (Math.min(to, alike.size()) - from) / period;
    }
}
