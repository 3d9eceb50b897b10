package io.bulwark.policy.learn;

/** A set of the 168 hours of a week, in UTC; the first is Monday's first. */
public record Hours(long low, long middle, long high) {

    /** How many hours a week has. */
    public static final int OF_WEEK = 168;

    static final Hours NONE = new Hours(0, 0, 0);
    private static final int SECONDS = 3600;
    /** The first day of 1970 was a Thursday. */
    private static final int EPOCH = 72;

    static int of(long seconds) {
        return (int) Math.floorMod(Math.floorDiv(seconds, SECONDS) + EPOCH, (long) OF_WEEK);
    }

    Hours with(int hour) {
        return switch (hour >> 6) {
            case 0 -> new Hours(low | 1L << hour, middle, high);
            case 1 -> new Hours(low, middle | 1L << hour, high);
            default -> new Hours(low, middle, high | 1L << hour);
        };
    }

    Hours join(Hours other) {
        return new Hours(low | other.low, middle | other.middle, high | other.high);
    }

    /** How many hours are in the set. */
    public int count() {
        return Long.bitCount(low) + Long.bitCount(middle) + Long.bitCount(high);
    }

    String text() {
        return Long.toHexString(low) + "." + Long.toHexString(middle) + "." + Long.toHexString(high);
    }

    static Hours parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("hours must be three hexadecimal numbers, was " + text);
        }
        return new Hours(
                Long.parseUnsignedLong(parts[0], 16),
                Long.parseUnsignedLong(parts[1], 16),
                Long.parseUnsignedLong(parts[2], 16));
    }
}
