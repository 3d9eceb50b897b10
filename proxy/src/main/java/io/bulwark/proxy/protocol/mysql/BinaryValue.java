package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.stream.ByteView;

/** One value in binary form that may come in pieces, put out as text. */
final class BinaryValue {
    private static final int DATE_BYTES = 4;
    private static final int TIME_BYTES = 7;
    private static final double EXACT = 1L << 53;

    /** How the bytes of a type are read. */
    enum Form {
        NOTHING,
        INTEGER,
        FLOAT,
        DOUBLE,
        MOMENT,
        DURATION,
        TEXT,
        UNKNOWN
    }

    private final Lenenc prefix = new Lenenc();
    private Form form = Form.NOTHING;
    private boolean inPrefix;
    private long missing;
    private long value;
    private int shift;
    private long more;
    private int width;
    private boolean failed;

    static Form form(int type) {
        return switch (type) {
            case 6 -> Form.NOTHING;
            case 1, 2, 3, 8, 9, 13 -> Form.INTEGER;
            case 4 -> Form.FLOAT;
            case 5 -> Form.DOUBLE;
            case 7, 10, 12, 14, 17, 18 -> Form.MOMENT;
            case 11, 19 -> Form.DURATION;
            case 0, 15, 16, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255 -> Form.TEXT;
            default -> Form.UNKNOWN;
        };
    }

    private static int width(int type) {
        return switch (type) {
            case 1 -> 1;
            case 2, 13 -> 2;
            case 3, 4, 9 -> 4;
            case 5, 8 -> 8;
            default -> 0;
        };
    }

    /** A value of this type begins; whether it has any bytes. */
    boolean begin(int type) {
        form = form(type);
        failed = form == Form.UNKNOWN;
        width = width(type);
        missing = width;
        value = 0;
        more = 0;
        shift = 0;
        inPrefix = form == Form.MOMENT || form == Form.DURATION || form == Form.TEXT;
        prefix.begin();
        return form != Form.NOTHING;
    }

    /** Whether the value cannot be read. */
    boolean failed() {
        return failed;
    }

    /** Whether it is complete. */
    boolean isComplete() {
        return !inPrefix && missing == 0;
    }

    /** Reads bytes of {@code from..to-1} and says how many; puts the value out when it is complete. */
    int feed(ByteView view, int from, int to, Values out) {
        var index = from;
        while (inPrefix && index < to) {
            if (prefix.feed(view.get(index++))) {
                inPrefix = false;
                missing = prefix.isNull() ? 0 : prefix.value();
                failed = prefix.isInvalid() || (form != Form.TEXT && missing > 12);
            }
        }
        var count = (int) Math.min(missing, to - index);
        if (form == Form.TEXT) {
            out.append(view, index, count);
            missing -= count;
            index += count;
        } else {
            for (var end = index + count; index < end; index++) {
                take(view.get(index) & 0xFF);
            }
            missing -= count;
        }
        if (isComplete() && !failed) {
            print(out);
        }
        return index - from;
    }

    private void take(int octet) {
        if (shift < Long.SIZE) {
            value |= (long) octet << shift;
        } else {
            more |= (long) octet << (shift - Long.SIZE);
        }
        shift += Byte.SIZE;
    }

    private int at(int place, int bytes) {
        var result = 0L;
        for (var index = 0; index < bytes; index++) {
            var from = place + index;
            var octet = from < Long.BYTES ? value >>> (Byte.SIZE * from) : more >>> (Byte.SIZE * (from - Long.BYTES));
            result |= (octet & 0xFF) << (Byte.SIZE * index);
        }
        return (int) result;
    }

    private void print(Values out) {
        switch (form) {
            case INTEGER -> out.number(signed());
            case FLOAT -> real(Float.intBitsToFloat((int) value), out);
            case DOUBLE -> real(Double.longBitsToDouble(value), out);
            case MOMENT -> moment(out);
            case DURATION -> {
                if (shift >= Byte.SIZE * 8) {
                    clock(5, out);
                }
            }
            case NOTHING, TEXT, UNKNOWN -> {}
        }
    }

    private long signed() {
        var unused = Long.SIZE - Byte.SIZE * width;
        return value << unused >> unused;
    }

    /* Only whole numbers are of interest: a card number may be kept as one, a fraction tells nothing. */
    private static void real(double number, Values out) {
        if (Math.abs(number) < EXACT) {
            out.number((long) number);
        }
    }

    private void moment(Values out) {
        if (shift >= Byte.SIZE * DATE_BYTES) {
            out.number(at(0, 2), 4);
            out.put((byte) '-');
            out.number(at(2, 1), 2);
            out.put((byte) '-');
            out.number(at(3, 1), 2);
        }
        if (shift >= Byte.SIZE * TIME_BYTES) {
            out.put((byte) ' ');
            clock(DATE_BYTES, out);
        }
    }

    private void clock(int place, Values out) {
        out.number(at(place, 1), 2);
        out.put((byte) ':');
        out.number(at(place + 1, 1), 2);
        out.put((byte) ':');
        out.number(at(place + 2, 1), 2);
    }
}
