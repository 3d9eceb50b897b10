package io.bulwark.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How often something may happen: so many times in each second, minute or hour, and how many of these at once.
 *
 * @param times in each of the spans
 * @param per one second, one minute or one hour
 * @param burst how many may come at once when none came for long
 */
public record Rate(int times, Duration per, int burst) {

    /** The most times, and the largest burst. */
    public static final int MAX_TIMES = 1_000_000;

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})/(s|m|h)");

    public Rate {
        if (times < 1 || times > MAX_TIMES || burst < 1 || burst > MAX_TIMES) {
            throw new IllegalArgumentException(
                    "times and burst must be 1.." + MAX_TIMES + ", were " + times + " and " + burst);
        }
        if (unit(per).isEmpty()) {
            throw new IllegalArgumentException("per must be one second, minute or hour, was " + per);
        }
    }

    /** Reads {@code 100/s}; the burst is as many. */
    static Optional<Rate> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > MAX_TIMES) {
            return Optional.empty();
        }
        int times = Integer.parseInt(matcher.group(1));
        var per = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
        return Optional.of(new Rate(times, per, times));
    }

    Rate withBurst(int other) {
        return new Rate(times, per, other);
    }

    /** The form that documents have, without the burst. */
    String text() {
        return times + "/" + unit(per);
    }

    private static String unit(Duration per) {
        return switch ((int) per.toSeconds()) {
            case 1 -> "s";
            case 60 -> "m";
            case 3600 -> "h";
            default -> "";
        };
    }

    /** The time from one to the next when they come evenly. */
    private long interval() {
        return per.toNanos() / times;
    }

    /**
     * Counts one more, if there is room for it; makes no object.
     *
     * <p>This is the generic cell rate algorithm: all that has to be kept is the time at which nothing would be left of what came,
     * which starts at zero.
     *
     * @param earlier what this said the last time
     * @param now in nanoseconds from some start, never negative
     * @return the time at which nothing is left of what came; negative when there is no room
     */
    public long take(long earlier, long now) {
        long start = Math.max(earlier, now);
        return start - now > interval() * (burst - 1) ? -1 : start + interval();
    }
}
