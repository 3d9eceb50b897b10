package io.bulwark.proxy.protocol.mysql.sql;

/** Finds a condition behind OR that is true whatever the row: {@code OR 1=1}, {@code OR 'a' LIKE 'a'}, {@code OR 2>1}, {@code OR TRUE}. */
final class Tautology {
    private enum State {
        IDLE,
        BEHIND_OR,
        LEFT,
        COMPARED
    }

    private State state = State.IDLE;
    private byte firstSign;
    private byte secondSign;
    private long leftHash;
    private double leftValue;
    private boolean leftIsText;
    private boolean bar;

    void reset() {
        state = State.IDLE;
        bar = false;
    }

    /** Whether what ended here was always true. */
    boolean word(Word word) {
        bar = false;
        return switch (word) {
            case OR, XOR -> {
                var found = endsTrue();
                state = State.BEHIND_OR;
                yield found;
            }
            case TRUE -> {
                leftValue = 1;
                leftIsText = false;
                leftHash = 1;
                state = state == State.BEHIND_OR ? State.LEFT : State.IDLE;
                yield false;
            }
            case LIKE -> {
                compare((byte) '=');
                yield false;
            }
            case AND, LIMIT, ORDER, GROUP, UNION, HAVING -> {
                var found = endsTrue();
                state = State.IDLE;
                yield found;
            }
            default -> {
                state = state == State.BEHIND_OR && word == Word.NOT ? state : State.IDLE;
                yield false;
            }
        };
    }

    boolean sign(byte sign) {
        var second = bar && sign == '|';
        bar = sign == '|' && !second;
        if (second) {
            state = State.BEHIND_OR;
            return false;
        }
        switch (sign) {
            case '(', '+', '-' -> state = state == State.LEFT ? State.IDLE : state;
            case '=', '<', '>', '!' -> compare(sign);
            case ')', ';' -> {
                var found = endsTrue();
                state = State.IDLE;
                return found;
            }
            default -> {
                if (!bar) {
                    state = State.IDLE;
                }
            }
        }
        return false;
    }

    private void compare(byte sign) {
        if (state == State.LEFT) {
            state = State.COMPARED;
            firstSign = sign;
            secondSign = 0;
        } else if (state == State.COMPARED) {
            secondSign = sign;
        } else {
            state = State.IDLE;
        }
    }

    boolean literal(byte[] text, int length, boolean isText) {
        bar = false;
        var value = value(text, length);
        var hash = hash(text, length);
        if (state == State.BEHIND_OR) {
            state = State.LEFT;
            leftValue = value;
            leftHash = hash;
            leftIsText = isText;
            return false;
        }
        var found = state == State.COMPARED && holds(hash, value, isText);
        state = State.IDLE;
        return found;
    }

    private boolean holds(long hash, double value, boolean isText) {
        var same = hash == leftHash || (!isText && !leftIsText && value == leftValue);
        var numbers = !isText && !leftIsText;
        return switch (firstSign) {
            case '=' -> same;
            case '!' -> !same;
            case '<' -> secondSign == '>' ? !same : (secondSign == '=' && same) || (numbers && leftValue < value);
            case '>' -> (secondSign == '=' && same) || (numbers && leftValue > value);
            default -> false;
        };
    }

    /** Whether the statement ends behind a value that is true by itself. */
    boolean endsTrue() {
        return state == State.LEFT && !leftIsText && leftValue != 0;
    }

    private static double value(byte[] text, int length) {
        var value = 0.0;
        var scale = 0.0;
        for (var index = 0; index < length; index++) {
            var octet = text[index];
            if (octet == '.' && scale == 0) {
                scale = 1;
            } else if (octet >= '0' && octet <= '9') {
                value = value * 10 + (octet - '0');
                scale *= 10;
            } else {
                break;
            }
        }
        return scale > 1 ? value / scale : value;
    }

    private static long hash(byte[] text, int length) {
        var hash = 0xcbf29ce484222325L;
        for (var index = 0; index < length; index++) {
            hash = (hash ^ lower(text[index])) * 0x100000001b3L;
        }
        return hash;
    }

    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
    }
}
